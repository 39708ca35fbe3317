"""The sentences of the centre's web page: Vietnamese first, English on request."""

from __future__ import annotations

from dataclasses import dataclass

VIETNAMESE, ENGLISH = "vi", "en"

_WORDS: dict[str, tuple[str, str]] = {
    "program": ("Tủ Sách", "Tủ Sách"),
    "to the content": ("Đến nội dung", "Skip to the content"),
    "catalogue": ("Tra cứu", "Catalogue"),
    "units": ("Đơn vị", "Units"),
    "other language": ("English", "Tiếng Việt"),
    "navigation": ("Các trang", "Pages"),
    "union catalogue": ("Mục lục chung", "Union catalogue"),
    "search label": ("Tìm trong mục lục của mọi đơn vị", "Search the catalogue of all units"),
    "search hint": (
        "Gõ vài từ của nhan đề, tác giả hoặc ISBN; có dấu hay không dấu đều được.",
        "Type a few words of the title, the author or the ISBN; with or without marks.",
    ),
    "search": ("Tìm", "Search"),
    "example": ("Ví dụ: “dieu lenh”, “luat hinh su”", "For example: “dieu lenh”, “luat hinh su”"),
    "nothing found": (
        "Không có nhan đề nào chứa mọi từ “{words}”. Hãy bớt từ hoặc thử cách viết khác.",
        "No title has all the words “{words}”. Try fewer words or another spelling.",
    ),
    "found one": ("Tìm thấy 1 nhan đề.", "Found 1 title."),
    "found": ("Tìm thấy {count} nhan đề.", "Found {count} titles."),
    "found many": (
        "Có hơn {count} nhan đề; đây là {count} nhan đề đầu. Thêm một từ để tìm gọn hơn.",
        "There are more than {count} titles; these are the first {count}. Add a word to narrow the search.",
    ),
    "unread": (
        "Mục lục đang được đọc thêm: còn {count} thay đổi chưa có trong kết quả.",
        "The catalogue is still being read: {count} changes are not in the results yet.",
    ),
    "held by one": ("Có ở {names}", "Held by {names}"),
    "held by": ("Có ở {count} đơn vị: {names}", "Held by {count} units: {names}"),
    "and more": ("{names} và {count} đơn vị khác", "{names} and {count} others"),
    "held by none": ("Chưa có đơn vị nào giữ", "Held by no unit"),
    "next page": ("Trang sau", "Next page"),
    "previous page": ("Trang trước", "Previous page"),
    "result pages": ("Các trang kết quả", "Pages of results"),
    "no title": ("Không có nhan đề này", "There is no such title"),
    "no title why": (
        "Có thể nhan đề đã bị xoá, hoặc không dành cho mọi người. Hãy tìm lại.",
        "It may have been deleted, or it is not for everybody. Search again.",
    ),
    "untitled": ("(không có nhan đề)", "(untitled)"),
    "description": ("Mô tả", "Description"),
    "subjects": ("Đề mục", "Subjects"),
    "class": ("Phân loại", "Classification"),
    "language": ("Ngôn ngữ", "Language"),
    "holders": ("Đơn vị có nhan đề này", "Units that have this title"),
    "ask there": (
        "Trung tâm không giữ thông tin mượn trả. Hãy hỏi thư viện của đơn vị xem sách còn trên giá không.",
        "The centre keeps no loans. Ask the unit's library whether the book is on the shelf.",
    ),
    "search again": ("Tìm nhan đề khác", "Search for another title"),
    "units title": ("Tình trạng các đơn vị", "How the units are"),
    "units closed": ("Trang này chưa mở", "This page is not open yet"),
    "units closed why": (
        "Người điều hành trung tâm đặt mật khẩu bằng lệnh: tusach-server page-password",
        "The centre's operator sets a password with: tusach-server page-password",
    ),
    "password needed": ("Cần mật khẩu của người điều hành", "The operator's password is needed"),
    "password needed why": (
        "Hãy tải lại trang và gõ mật khẩu; tên người dùng để trống cũng được.",
        "Load the page again and type the password; the user name may be empty.",
    ),
    "too many tries": ("Sai mật khẩu quá nhiều lần", "Too many wrong passwords"),
    "too many tries why": ("Hãy thử lại sau một phút.", "Try again in a minute."),
    "all": ("Tất cả", "All"),
    "state ok": ("Tốt", "Well"),
    "state behind": ("Gửi chưa hết", "Behind"),
    "state conflicts": ("Cần đối chiếu", "To be settled"),
    "state clock": ("Đồng hồ sai", "Wrong clock"),
    "state quiet": ("Im lặng", "Quiet"),
    "state revoked": ("Đã thu hồi", "Revoked"),
    "unit": ("Đơn vị", "Unit"),
    "state": ("Tình trạng", "State"),
    "by line": ("Qua mạng", "By line"),
    "by stick": ("Qua USB", "By stick"),
    "waiting": ("Chờ gửi", "To send"),
    "points": ("Điểm cần đối chiếu", "To be settled"),
    "aside": ("Để riêng", "Put aside"),
    "version": ("Phiên bản", "Version"),
    "machines": ("Số máy", "PCs"),
    "never": ("chưa bao giờ", "never"),
    "just now": ("vừa xong", "just now"),
    "minutes ago": ("{count} phút trước", "{count} min ago"),
    "hours ago": ("{count} giờ trước", "{count} h ago"),
    "days ago": ("{count} ngày trước", "{count} days ago"),
    "unit words": ("Mã hoặc tên đơn vị", "Code or name of the unit"),
    "no units": ("Không có đơn vị nào như vậy.", "There is no such unit."),
    "stick under way": ("USB đang trên đường", "stick under way"),
    "counted units": ("{count} đơn vị", "{count} units"),
    "states": ("Lọc theo tình trạng", "Filter by state"),
    "busy": ("Trung tâm đang bận", "The centre is busy"),
    "busy why": ("Hãy thử lại sau ít giây.", "Try again in a few seconds."),
    "closed": ("Trang này đã tắt", "This page is switched off"),
    "closed why": (
        "Người điều hành mở lại bằng lệnh: tusach-server pages on",
        "The operator switches it on with: tusach-server pages on",
    ),
    "footer": (
        "{name} · chỉ để đọc, không có thông tin bạn đọc",
        "{name} · read only, nothing about readers",
    ),
}


@dataclass(frozen=True, slots=True)
class Words:
    """The sentences in one language."""

    language: str = VIETNAMESE

    def __call__(self, name: str, /, **facts: str | int) -> str:
        """The sentence with its facts, figures grouped as the language does."""
        shown = {key: self.number(fact) if isinstance(fact, int) else fact for key, fact in facts.items()}
        return _WORDS[name][self.language == ENGLISH].format(**shown)

    def number(self, figure: int) -> str:
        """A figure with its thousands apart."""
        grouped = f"{figure:,}"
        return grouped if self.language == ENGLISH else grouped.replace(",", ".")


def words_for(asked: str | None) -> Words:
    """In the language asked for; Vietnamese unless it is English."""
    return Words(ENGLISH if asked == ENGLISH else VIETNAMESE)
