"""Why the library said no, in sentences: what happened is said by the place, this table says why and what to do."""

from __future__ import annotations

import string
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from desktop.library.model.refusal import Reason
from desktop.ui.dates import short_day
from desktop.ui.words import figure, tr

if TYPE_CHECKING:
    from collections.abc import Mapping

    from desktop.library.model.refusal import Fact


@dataclass(frozen=True, slots=True)
class Sentences:
    """`why` in variants, the most telling first: the first one whose facts are all known is said."""

    why: tuple[str, ...]
    what_to_do: str


SENTENCES: Mapping[Reason, Sentences] = {
    Reason.UNKNOWN_BARCODE: Sentences(
        ("Mã {barcode} chưa có trong kho.", "Mã {code} chưa có trong kho.", "Mã này chưa có trong kho."),
        "Kiểm tra nhãn rồi quét lại. Sách mới thì thêm ở trang Tra cứu, thẻ mới thì thêm ở trang Bạn đọc.",
    ),
    Reason.UNKNOWN_CARD: Sentences(
        ("Thẻ {card} chưa được đăng ký.", "Thẻ {code} chưa được đăng ký.", "Thẻ này chưa được đăng ký."),
        "Kiểm tra số thẻ rồi quét lại, hoặc đăng ký ở trang Bạn đọc.",
    ),
    Reason.UNKNOWN_TITLE: Sentences(("Không tìm thấy nhan đề này.",), "Tìm lại ở trang Tra cứu."),
    Reason.OF_ANOTHER_TITLE: Sentences(
        ("Mã {barcode} là của nhan đề khác: {title}.", "Mã này là của nhan đề khác."),
        "Kiểm tra nhãn, hoặc mở đúng nhan đề rồi đặt lại.",
    ),
    Reason.UNKNOWN_ID: Sentences(("Mục này không còn trong thư viện.",), "Mở lại danh sách rồi chọn lần nữa."),
    Reason.CARD_WHERE_ITEM_EXPECTED: Sentences(("Đây là thẻ bạn đọc, không phải mã sách.",), "Quét mã dán trên sách."),
    Reason.ITEM_WHERE_CARD_EXPECTED: Sentences(("Đây là mã sách, không phải thẻ bạn đọc.",), "Quét thẻ bạn đọc trước."),
    Reason.GARBLED_CODE: Sentences(
        (
            "Máy quét gửi “{code}”. Có thể bộ gõ tiếng Việt đang bật.",
            "Mã quét bị biến dạng. Có thể bộ gõ tiếng Việt đang bật.",
        ),
        "Tắt bộ gõ (Ctrl+Shift hoặc Alt+Z) rồi quét lại.",
    ),
    Reason.AMBIGUOUS_CODE: Sentences(
        ("Máy quét gửi “{code}”, có thể hiểu theo nhiều cách.", "Mã quét có thể hiểu theo nhiều cách."),
        "Tắt bộ gõ tiếng Việt (Ctrl+Shift hoặc Alt+Z) rồi quét lại, hoặc gõ số in dưới mã vạch.",
    ),
    Reason.NO_READER_CHOSEN: Sentences(
        ("Chưa có bạn đọc ở quầy. Cuốn này đang ở bạn đọc {holder}, hạn trả {due}.", "Chưa có bạn đọc ở quầy."),
        "Quét thẻ bạn đọc trước, rồi quét sách.",
    ),
    Reason.ON_LOAN_TO_ANOTHER: Sentences(
        ("Cuốn này đang có bạn đọc khác giữ, hạn trả {due}.", "Cuốn này đang có bạn đọc khác giữ."),
        "Bấm F6 để đặt mượn, hoặc nhận trả trước (F3).",
    ),
    Reason.ALREADY_LENT_TO_READER: Sentences(
        ("Bạn đọc này đang mượn chính cuốn này, hạn trả {due}.", "Bạn đọc này đang mượn chính cuốn này."),
        "Muốn giữ lâu hơn, bấm F4 để gia hạn.",
    ),
    Reason.NOT_ON_LOAN: Sentences(
        ("Cuốn này không ghi là đang cho mượn.",), "Xếp sách lên giá; không cần làm gì thêm."
    ),
    Reason.NOT_FOR_LOAN: Sentences(("Cuốn này chỉ đọc tại chỗ.",), "Mời bạn đọc dùng tại phòng đọc."),
    Reason.ITEM_LOST: Sentences(("Cuốn này đã ghi là mất.",), "Báo người phụ trách kho để ghi nhận tìm thấy."),
    Reason.ITEM_WITHDRAWN: Sentences(("Cuốn này đã thanh lọc khỏi kho.",), "Để riêng và báo người phụ trách kho."),
    Reason.ITEM_DAMAGED: Sentences(("Cuốn này đã ghi là hỏng.",), "Để riêng để sửa."),
    Reason.ITEM_RESTRICTED: Sentences(("Cuốn này thuộc diện hạn chế.",), "Chỉ phục vụ khi có phê duyệt."),
    Reason.READER_BLOCKED: Sentences(
        ("Thẻ đang bị khoá: {why}.", "Thẻ đang bị khoá."),
        "Hỏi người phụ trách thư viện trước khi cho mượn.",
    ),
    Reason.CARD_EXPIRED: Sentences(
        ("Thẻ đã hết hạn ngày {expires}.", "Thẻ đã hết hạn."),
        "Gia hạn thẻ ở trang Bạn đọc rồi quét lại.",
    ),
    Reason.LIMIT_REACHED: Sentences(
        ("Bạn đọc đang mượn {loans} cuốn, mức tối đa là {limit}.", "Bạn đọc đã mượn đủ số cuốn cho phép."),
        "Nhận trả bớt một cuốn (F3) rồi cho mượn.",
    ),
    Reason.TYPE_LIMIT_REACHED: Sentences(
        ("Đã mượn đủ {limit} cuốn của loại này.", "Bạn đọc đã mượn đủ số cuốn của loại này."),
        "Nhận trả bớt một cuốn cùng loại (F3) rồi cho mượn.",
    ),
    Reason.HAS_OVERDUE: Sentences(
        ("Bạn đọc có {overdue} cuốn quá hạn.", "Bạn đọc có sách quá hạn."),
        "Nhận trả cuốn quá hạn trước (F3).",
    ),
    Reason.NO_MORE_RENEWALS: Sentences(
        ("Cuốn này đã gia hạn {renewals} lần, hết lượt.", "Cuốn này đã hết lượt gia hạn."),
        "Nhận trả đúng hạn, hoặc trả rồi mượn lại.",
    ),
    Reason.HELD_FOR_ANOTHER: Sentences(("Có bạn đọc khác đã đặt mượn nhan đề này.",), "Giữ lại cho người đặt trước."),
    Reason.ALREADY_HELD: Sentences(("Bạn đọc này đã đặt mượn nhan đề này rồi.",), "Không cần làm gì thêm."),
    Reason.NO_RULE: Sentences(("Chưa có quy định mượn cho loại sách này.",), "Báo người phụ trách để thêm quy định."),
    Reason.NO_OWN_RULE: Sentences(
        ("Ở đây không có quy tắc riêng để bỏ.",),
        "Xem lại danh sách: có thể máy khác vừa bỏ. Quy tắc chung thì luôn còn.",
    ),
    Reason.CLOCK_UNCERTAIN: Sentences(
        ("Đồng hồ máy này có vẻ sai, hạn trả có thể sai theo.",), "Chỉnh đồng hồ của máy rồi quét lại."
    ),
    Reason.STALE_DATA: Sentences(
        ("Lần cuối máy này nghe tin từ trung tâm đã {days} ngày.", "Đã lâu máy này chưa nghe tin từ trung tâm."),
        "Đồng bộ (F9) rồi quét lại, hoặc hỏi người phụ trách.",
    ),
    Reason.NOT_CLEARED: Sentences(
        ("Tài liệu này là loại nội bộ, bạn đọc này không thuộc diện được xem.",),
        "Mời bạn đọc chọn tài liệu khác, hoặc hỏi người phụ trách.",
    ),
    Reason.NEEDS_APPROVAL: Sentences(
        ("Tài liệu hạn chế chỉ được đọc tại chỗ khi có văn bản cho phép.",),
        "Ghi số văn bản, ngày, người duyệt và mục đích ở Theo dõi, phần Đọc tại chỗ.",
    ),
    Reason.ON_HOLD_SHELF: Sentences(
        (
            "Cuốn này đang để dành trên giá đặt mượn cho bạn đọc {first}.",
            "Cuốn này đang để dành trên giá đặt mượn cho bạn đọc khác.",
        ),
        "Để lại trên giá đặt mượn.",
    ),
    Reason.TOO_MANY_HOLDS: Sentences(
        (
            "Bạn đọc đang đặt mượn {holds} nhan đề, mức tối đa là {limit}.",
            "Bạn đọc đã đặt mượn đủ số nhan đề cho phép.",
        ),
        "Bỏ bớt một lượt đặt mượn rồi đặt lại.",
    ),
    Reason.NO_SUCH_HOLD: Sentences(
        ("Không có ai chờ cuốn {barcode}.", "Lượt đặt mượn này không còn chờ nữa."), "Xem lại danh sách đặt mượn."
    ),
    Reason.TOO_EARLY_TO_RENEW: Sentences(
        ("Còn sớm, được gia hạn từ ngày {from_day}.", "Còn sớm để gia hạn cuốn này."), "Gia hạn khi gần đến hạn trả."
    ),
    Reason.OWES: Sentences(
        ("Bạn đọc còn nợ {owed} đồng tiền bồi thường.", "Bạn đọc còn khoản bồi thường chưa xong."),
        "Thu ở thẻ bạn đọc, hoặc hỏi người phụ trách.",
    ),
    Reason.MONEY_OFF: Sentences(
        ("Thư viện này không thu tiền.",), "Bồi thường bằng sách cùng loại; muốn thu tiền thì bật ở trang Quy định."
    ),
    Reason.INVALID_AMOUNT: Sentences(
        (
            "Số tiền phải lớn hơn 0 và không quá {owed} đ.",
            "Số tiền quá lớn: mỗi khoản không quá {most} đ.",
            "Số tiền “{value}” không đọc được, hoặc quá lớn.",
            "Số tiền này không đọc được.",
        ),
        "Ghi số đồng, ví dụ 95.000.",
    ),
    Reason.NOTHING_OWED: Sentences(("Không còn nợ gì.",), "Không cần làm gì thêm."),
    Reason.OWED_IN_MONEY: Sentences(("Khoản này đã tính bằng tiền.",), "Thu tiền như thường."),
    Reason.OWED_IN_KIND: Sentences(
        ("Ở đây nợ sách cùng loại, không nợ tiền.",), "Nhận sách thay; muốn thu tiền thì bấm Thu bằng tiền."
    ),
    Reason.RECEIPT_VOIDED: Sentences(
        ("Biên lai {receipt} đã huỷ, không in lại được.", "Biên lai này đã huỷ, không in lại được."),
        "Không cần làm gì thêm.",
    ),
    Reason.NO_CREDIT: Sentences(("Thư viện không phải trả lại tiền cho bạn đọc này.",), "Không cần làm gì thêm."),
    Reason.PRICE_UNKNOWN: Sentences(("Thư viện không biết giá cuốn này.",), "Ghi giá sách để tính tiền bồi thường."),
    Reason.NOT_A_REPLACEMENT: Sentences(
        ("{barcode} là chính cuốn đã mất, đã đền cho khoản khác, hoặc đang cho mượn.", "Cuốn này không thay được."),
        "Thêm bản mới vào kho ở trang Tra cứu, rồi quét mã của bản đó.",
    ),
    Reason.NOT_VOIDABLE: Sentences(
        ("Khoản này đã huỷ rồi, hoặc đã xong từ lâu và đã tách tên.",), "Không cần làm gì thêm."
    ),
    Reason.NOT_LOST: Sentences(("Cuốn này không ghi là mất.",), "Không cần làm gì thêm."),
    Reason.WRONG_PIN: Sentences(("Mã PIN không đúng.",), "Bấm lại mã PIN, hoặc mời thủ thư."),
    Reason.NO_PIN: Sentences(("Thẻ này chưa có mã PIN.",), "Mời thủ thư đặt mã PIN ở trang Bạn đọc."),
    Reason.SELF_SERVICE_OFF: Sentences(
        ("Thư viện chưa cho bạn đọc tự phục vụ.",), "Thủ thư bật ở trang Quy định, phần Quy định chung."
    ),
    Reason.NOT_YOURS: Sentences(("Cuốn này không ghi là bạn đang mượn.",), "Đưa cuốn sách cho thủ thư."),
    Reason.NOT_A_GROUP: Sentences(
        ("Thẻ này là của một người, không phải của lớp hay đội.",), "Quét thẻ của lớp hay đội."
    ),
    Reason.NOT_A_PERSON: Sentences(
        ("Thẻ này là của lớp hay đội, không phải của một người.",), "Quét thẻ của một người."
    ),
    Reason.INVALID_PIN: Sentences(
        ("Mã PIN phải có từ {shortest} đến {longest} chữ số.", "Mã PIN chỉ gồm chữ số."), "Chọn mã PIN khác."
    ),
    Reason.GUESSABLE_PIN: Sentences(
        ("Mã PIN này dễ đoán.",), "Tránh một chữ số lặp lại (1111), dãy liền nhau (1234, 4321) và số trên thẻ."
    ),
    Reason.PIN_PAUSED: Sentences(
        ("Đã bấm sai mã PIN quá nhiều lần. Thẻ này tạm nghỉ {minutes} phút.", "Đã bấm sai mã PIN quá nhiều lần."),
        "Mời bạn đọc đến quầy, hoặc chờ rồi thử lại.",
    ),
    Reason.INVALID_COUNT: Sentences(
        ("Số lượt đọc phải từ 1 đến {most}.", "Số lượt đọc không đúng."), "Ghi lại số lượt."
    ),
    Reason.NOT_A_PORTRAIT: Sentences(
        ("Tệp này không phải ảnh dùng được cho thẻ.",), "Chọn một ảnh khác (JPEG hoặc PNG)."
    ),
    Reason.UNKNOWN_PLACEHOLDER: Sentences(
        ("Mẫu này không biết mục “{name}”.", "Mẫu này có một mục không biết."), "Chọn mục có sẵn ở danh sách bên cạnh."
    ),
    Reason.NOTHING_TO_UNDO: Sentences(
        ("Không còn lượt nào hôm nay ở quầy này để hoàn tác.",), "Tiếp tục quét như thường."
    ),
    Reason.DUPLICATE_BARCODE: Sentences(
        ("Mã {barcode} đã dán trên bản sách khác.", "Mã này đã dán trên bản sách khác."),
        "Chọn mã khác, hoặc để trống để lấy số tiếp theo.",
    ),
    Reason.DUPLICATE_CARD: Sentences(
        ("Số thẻ {card} đã cấp cho bạn đọc khác.", "Số thẻ này đã cấp cho bạn đọc khác."),
        "Chọn số khác, hoặc để trống để lấy số tiếp theo.",
    ),
    Reason.MISSING_FIELD: Sentences(("Còn thiếu một mục bắt buộc.",), "Điền mục được đánh dấu rồi lưu lại."),
    Reason.INVALID_ISBN: Sentences(
        ("ISBN “{isbn}” không đúng số kiểm tra.", "ISBN không đúng số kiểm tra."),
        "So lại với bìa sau của sách, hoặc để trống.",
    ),
    Reason.INVALID_DATE: Sentences(
        ("Ngày “{value}” không đọc được.", "Ngày này không đọc được."), "Ghi ngày theo dạng 31/12/2026."
    ),
    Reason.INVALID_SETTING: Sentences(
        ("Giá trị “{value}” không dùng được.", "Giá trị này không dùng được."), "Sửa mục đó rồi lưu lại."
    ),
    Reason.CANNOT_LISTEN: Sentences(
        ("Không mở được cổng {port} ở địa chỉ {host}.", "Không mở được cổng cho máy tự mượn."),
        "Có thể chương trình khác đang dùng cổng này, hoặc máy đã đổi địa chỉ. Chọn lại địa chỉ hoặc cổng.",
    ),
    Reason.INVALID_PRICE: Sentences(
        ("Giá “{value}” không đọc được.", "Giá này không đọc được."), "Ghi số đồng, ví dụ 95.000, hoặc để trống."
    ),
    Reason.STATE_SECRET: Sentences(
        ("Biểu ghi có dấu hiệu bí mật nhà nước.",), "Không nhập vào máy này. Báo người phụ trách bảo mật."
    ),
    Reason.LOCKED: Sentences(
        ("Máy này chưa có khoá của đơn vị nên chưa sửa được tên và thông tin riêng của bạn đọc.",),
        "Đồng bộ một máy khác của đơn vị, rồi đồng bộ máy này: khoá sẽ đến và tên hiện ra.",
    ),
    Reason.NOT_ENTITLED: Sentences(
        ("Mật khẩu quầy không đủ quyền cho việc này.",),
        "Mời thủ thư, hoặc đóng Tủ Sách rồi mở lại bằng mật khẩu thủ thư.",
    ),
    Reason.WRONG_PASSWORD: Sentences(
        ("Mật khẩu không đúng.",), "Kiểm tra phím Caps Lock và bộ gõ tiếng Việt rồi gõ lại."
    ),
    Reason.PASSWORD_TAKEN: Sentences(("Thủ thư và quầy cần hai mật khẩu khác nhau.",), "Chọn mật khẩu khác."),
    Reason.NO_LIBRARY: Sentences(("Chưa có thư viện trên máy này.",), "Tạo thư viện mới, hoặc mở bằng tệp ghi danh."),
    Reason.LIBRARY_EXISTS: Sentences(("Đã có thư viện ở đây.",), "Mở thư viện đó bằng mật khẩu."),
    Reason.ANOTHER_UNIT: Sentences(
        ("Tệp này dành cho đơn vị {unit}.", "Tệp này dành cho đơn vị khác."),
        "Xin trung tâm tệp ghi danh của đơn vị mình.",
    ),
    Reason.IN_USE: Sentences(
        ("Một cửa sổ Tủ Sách khác đang mở thư viện này.",), "Chuyển sang cửa sổ đó, hoặc đóng nó rồi thử lại."
    ),
    Reason.NEWER_SCHEMA: Sentences(
        ("Thư viện này đã được một bản Tủ Sách mới hơn sử dụng.",), "Cài bản mới rồi mở lại. Số liệu vẫn nguyên vẹn."
    ),
    Reason.DAMAGED_FILE: Sentences(
        (
            "Tệp {file} bị hỏng hoặc không phải tệp của Tủ Sách.",
            "Tệp thư viện bị hỏng hoặc không phải tệp của Tủ Sách.",
        ),
        "Đừng xoá gì. Báo người phụ trách kỹ thuật để lấy lại từ bản sao lưu.",
    ),
    Reason.CANNOT_WRITE: Sentences(
        ("Không ghi được vào {file}.", "Không ghi được vào thư mục của thư viện."),
        "Kiểm tra quyền ghi của thư mục, hoặc chọn nơi khác. Những gì đã ghi vẫn an toàn.",
    ),
    Reason.DISK_FULL: Sentences(("Ổ đĩa đã đầy.",), "Xoá bớt tệp không cần rồi thử lại. Những gì đã ghi vẫn an toàn."),
    Reason.NO_ROOM_TO_UPGRADE: Sentences(
        (
            "Thư viện này của bản Tủ Sách trước. Nâng cấp cần {needed} MB trống, ổ đĩa chỉ còn {free} MB.",
            "Ổ đĩa không đủ chỗ để nâng cấp thư viện của bản Tủ Sách trước.",
        ),
        "Chưa đổi gì, số liệu vẫn nguyên. Xoá hoặc chuyển bớt tệp sang ổ khác rồi mở lại.",
    ),
    Reason.NOT_A_FILE: Sentences(
        ("Không mở được tệp {file}.", "Không mở được tệp này."), "Kiểm tra tệp còn ở đó không, rồi chọn lại."
    ),
    Reason.NOT_A_BACKUP: Sentences(
        ("Tệp {file} không phải bản sao lưu.", "Tệp này không phải bản sao lưu."), "Chọn tệp do Tủ Sách sao lưu ra."
    ),
    Reason.FILE_TOO_LARGE: Sentences(
        ("Tệp {file} quá lớn để đính kèm.", "Tệp này quá lớn để đính kèm."), "Giảm dung lượng tệp rồi thử lại."
    ),
    Reason.FILE_NOT_HERE: Sentences(
        ("Nội dung tệp {file} chưa về máy này.", "Nội dung tệp chưa về máy này."),
        "Các lần đồng bộ tới sẽ lấy tệp này trước.",
    ),
    Reason.NOT_MARC: Sentences(
        ("Tệp {file} không phải tệp MARC.", "Tệp này không phải tệp MARC."),
        "Chọn tệp .mrc hoặc .xml xuất từ phần mềm thư viện.",
    ),
    Reason.UNKNOWN_FORMAT: Sentences(("Chưa nhận ra dạng của tệp này.",), "Chọn tệp .mrc, .xml, .xlsx hoặc .csv."),
    Reason.UNKNOWN_ENCODING: Sentences(
        ("Chưa nhận ra bảng mã chữ của tệp.",), "Chọn bảng mã trong danh sách rồi xem thử trước khi nhập."
    ),
    Reason.NOT_ENROLLED: Sentences(("Máy này chưa ghi danh với trung tâm.",), "Chọn tệp ghi danh do trung tâm cấp."),
    Reason.BAD_ENROLMENT: Sentences(("Tệp ghi danh không dùng được.",), "Xin trung tâm cấp tệp mới."),
    Reason.NO_CENTRE_KEY: Sentences(
        ("Máy này ghi danh bằng tệp cũ, chưa đồng bộ qua USB được.",), "Xin trung tâm cấp tệp ghi danh mới."
    ),
    Reason.NO_BUNDLE: Sentences(
        ("Không thấy gói đồng bộ nào gửi cho máy này trong {file}.", "Không thấy gói đồng bộ nào gửi cho máy này."),
        "Kiểm tra USB, hoặc xin trung tâm viết gói trả lời.",
    ),
    Reason.NOT_A_BUNDLE: Sentences(
        ("Tệp {file} không phải gói đồng bộ.", "Tệp này không phải gói đồng bộ."),
        "Chọn tệp .tusach do trung tâm viết.",
    ),
    Reason.BUNDLE_ALTERED: Sentences(
        ("Gói đồng bộ {file} bị hỏng hoặc bị sửa, nên không nhận gì.", "Gói đồng bộ bị hỏng, nên không nhận gì."),
        "Xin trung tâm viết lại gói. Số liệu ở đây vẫn nguyên vẹn.",
    ),
    Reason.BUNDLE_FOR_ANOTHER: Sentences(
        ("Gói đồng bộ {file} không gửi cho máy này.", "Gói đồng bộ này không gửi cho máy này."),
        "Chọn gói khác, hoặc xin trung tâm viết lại.",
    ),
    Reason.STICK_FAILING: Sentences(
        ("Đọc lại gói vừa viết thấy không đúng: USB này có thể hỏng.",), "Dùng USB khác. Không có gì bị mất."
    ),
    Reason.ALREADY_SETTLED: Sentences(("Điểm này đã được đối chiếu rồi.",), "Không cần làm gì thêm."),
    Reason.NOT_TWICE: Sentences(("Không còn hai mục cùng mang số này.",), "Không cần làm gì thêm."),
    Reason.NOT_SETTLED: Sentences(("Điểm này chưa được đối chiếu.",), "Không có gì để hoàn tác."),
    Reason.CHANGED_SINCE: Sentences(
        ("Chưa hoàn tác được: mục này đã được sửa tiếp sau khi đối chiếu.",), "Mở mục đó ra và sửa lại cho đúng."
    ),
}


_AMOUNTS = frozenset({"owed", "most"})


def why(reason: Reason, facts: Mapping[str, Fact]) -> str:
    """Why, with the facts filled in where the library gave them."""
    known = {name: _worded(name, value) for name, value in facts.items() if value not in (None, "")}
    variants = SENTENCES[reason].why
    chosen = next((variant for variant in variants if _names(variant) <= known.keys()), variants[-1])
    return tr(chosen, **known) if _names(chosen) else tr(chosen)


def what_to_do(reason: Reason) -> str:
    """The next step."""
    return tr(SENTENCES[reason].what_to_do)


def whole(reason: Reason, facts: Mapping[str, Fact]) -> str:
    """Why and what to do, as one text."""
    return f"{why(reason, facts)} {what_to_do(reason)}"


def _names(sentence: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(sentence) if name}


def _worded(name: str, value: Fact) -> str:
    if name in _AMOUNTS and isinstance(value, int):
        return figure(value)
    if isinstance(value, str) and len(value) == len("2026-12-07"):
        try:
            return short_day(date.fromisoformat(value))
        except ValueError:
            return value
    return str(value)
