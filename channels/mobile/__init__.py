"""The mobile channel: the sockets' protocol again, the same log over REST, and pushes."""
