"""Draws an invoice as a one-page or longer PDF, in English and Hindi.

Devanagari needs shaping (HarfBuzz) and a font that has it, and ₹; both ship with the program.
States nothing that the invoice does not hold: no SAC code, for the data has none.
"""

from collections.abc import Sequence
from decimal import Decimal
from importlib.resources import as_file, files

from fpdf import FPDF
from fpdf.enums import TableBordersLayout
from fpdf.fonts import FontFace

from assistant.answers.rendering import INDIA, write_method, write_money
from store.invoices import Invoice

_INK, _GREY, _LINE = (30, 30, 36), (110, 110, 120), (200, 200, 208)
_HEADINGS = ("Service / सेवा", "Date / तारीख़", "Rate / दर", "Qty / मात्रा",
             "Discount / छूट", "Amount / राशि")  # fmt: skip
_WIDTHS = (58, 26, 26, 18, 26, 28)
_TIMES = "%d %b %Y"


def draw_invoice(invoice: Invoice) -> bytes:
    """The file's bytes; the same invoice always gives the same page."""
    page = _open_page(invoice)
    _parties(page, invoice)
    _lines(page, invoice)
    _sums(page, invoice)
    _foot(page)
    return bytes(page.output())


def _open_page(invoice: Invoice) -> FPDF:
    page = FPDF(format="A4")
    page.set_creation_date(invoice.issued_at)
    page.set_title(f"Invoice {invoice.number}")
    page.set_author(invoice.supplier.name)
    page.set_margins(16, 16)
    page.set_auto_page_break(auto=True, margin=20)
    fonts = files(__package__) / "fonts"
    for style, name in (("", "Mukta-Regular.ttf"), ("B", "Mukta-Bold.ttf")):
        with as_file(fonts / name) as path:
            page.add_font("Mukta", style, path)
    # Told, not guessed: a cell that begins in Latin letters would be shaped as Latin throughout.
    page.set_text_shaping(use_shaping_engine=True, script="deva", language="hin")
    page.add_page()
    page.set_text_color(*_INK)
    return page


def _parties(page: FPDF, invoice: Invoice) -> None:
    """Who supplies, who is billed, and the numbers of the bill."""
    booking, home, supplier = invoice.booking, invoice.address, invoice.supplier
    page.set_font("Mukta", "B", 18)
    page.cell(0, 9, "Tax invoice / कर बीजक", new_x="LMARGIN", new_y="NEXT")
    page.ln(3)
    top = page.get_y()
    _block(
        page, 16, top,
        "Supplier / विक्रेता",
        (supplier.name, supplier.state, f"GSTIN {supplier.gstin}"),
    )  # fmt: skip
    numbers = [
        f"Invoice / बीजक: {invoice.number}",
        f"Date / तारीख़: {invoice.issued_at.astimezone(INDIA):{_TIMES}}",
        f"Booking / बुकिंग: {booking.order_id}",
        f"Place of supply / आपूर्ति का स्थान: {home.state}",
    ]
    _block(page, 110, top, "Numbers / विवरण", numbers)
    lines = [invoice.customer or home.contact_name, home.line1, home.line2,
             f"{home.city}, {home.state} {home.pincode}"]  # fmt: skip
    _block(page, 16, top + 32, "Billed to / ग्राहक", [line for line in lines if line])
    page.set_y(top + 68)


def _block(page: FPDF, x: float, y: float, title: str, lines: Sequence[str]) -> None:
    page.set_xy(x, y)
    page.set_font("Mukta", "", 8)
    page.set_text_color(*_GREY)
    page.cell(84, 5, title)
    page.set_text_color(*_INK)
    page.set_font("Mukta", "", 10)
    for at, line in enumerate(lines):
        page.set_xy(x, y + 5 + 5.4 * at)
        page.multi_cell(90, 5.4, line, align="L")


def _lines(page: FPDF, invoice: Invoice) -> None:
    page.set_font("Mukta", "", 9)
    page.set_draw_color(*_LINE)
    heading = FontFace(emphasis="BOLD", color=_GREY, size_pt=8)
    with page.table(
        col_widths=_WIDTHS,
        text_align=("LEFT", "LEFT", "RIGHT", "RIGHT", "RIGHT", "RIGHT"),
        headings_style=heading,
        borders_layout=TableBordersLayout.HORIZONTAL_LINES,
        line_height=5.6,
        padding=1.2,
    ) as table:
        table.row(_HEADINGS)
        for item in invoice.lines:
            table.row((
                f"{item.service} ({item.variant})",
                f"{item.slot_start.astimezone(INDIA):{_TIMES}}",
                _money(item.price_paise),
                str(item.quantity),
                _money(item.discount_paise),
                _money(item.total_paise),
            ))  # fmt: skip
    page.ln(4)


def _sums(page: FPDF, invoice: Invoice) -> None:
    booking = invoice.booking
    rows = [("Sum of services / सेवाओं का योग", booking.subtotal_paise)]
    if booking.discount_paise:
        rows.append(("Discount / छूट", -booking.discount_paise))
    rows += [
        ("Convenience charge / सुविधा शुल्क", booking.convenience_paise),
        ("Taxable value / कर योग्य मूल्य", invoice.taxable_paise),
    ]
    if booking.igst_rate_percent:
        rows.append((f"IGST {booking.igst_rate_percent}%", booking.igst_paise))
    else:
        rows.append((f"SGST {booking.sgst_rate_percent}%", booking.sgst_paise))
        rows.append((f"CGST {booking.cgst_rate_percent}%", booking.cgst_paise))
    page.set_font("Mukta", "", 10)
    for title, paise in rows:
        _sum(page, title, paise)
    page.set_font("Mukta", "B", 12)
    _sum(page, "Total / कुल", booking.total_paise)
    page.set_font("Mukta", "", 9)
    page.set_text_color(*_GREY)
    _sum(page, f"Paid / भुगतान ({write_method(booking.payment_method, 'en')})", booking.paid_paise)
    if booking.refund_paise:
        _sum(page, "Refund / रिफ़ंड", booking.refund_paise)
    page.set_text_color(*_INK)


def _sum(page: FPDF, title: str, paise: int) -> None:
    page.set_x(90)
    page.cell(70, 6.6, title)
    page.cell(34, 6.6, _money(paise), align="R", new_x="LMARGIN", new_y="NEXT")


def _foot(page: FPDF) -> None:
    page.ln(8)
    page.set_font("Mukta", "", 8)
    page.set_text_color(*_GREY)
    page.multi_cell(
        0, 4.6,
        "Made by computer; no signature is needed. / कंप्यूटर से बना बीजक; हस्ताक्षर की ज़रूरत नहीं।",
    )  # fmt: skip


def _money(paise: int) -> str:
    """Rupees with Indian grouping and always two decimals: ₹1,49,900.00."""
    text = write_money(str(Decimal(paise) / 100), "en")
    return text if "." in text else f"{text}.00"
