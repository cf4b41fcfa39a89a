"""The WhatsApp channel: Meta's Cloud API, its webhook in and its Graph API out."""
