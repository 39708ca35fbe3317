"""Every command of the program as one row: name, words, key, icon. Buttons and the sheet of keys come from here."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Action:
    """One command. `page` is where its key works, empty for everywhere; `text` is Vietnamese (the source language)."""

    name: str
    text: str
    key: str
    icon: str
    page: str = ""


ACTIONS: tuple[Action, ...] = (
    Action("open_desk", "Quầy mượn trả", "Ctrl+1", "scan-barcode"),
    Action("open_catalogue", "Tra cứu", "Ctrl+2", "search"),
    Action("open_readers", "Bạn đọc", "Ctrl+3", "users"),
    Action("open_sync", "Đồng bộ", "Ctrl+4", "refresh-cw"),
    Action("open_settings", "Máy này", "Ctrl+5", "settings"),
    Action("open_console", "Trung tâm", "Ctrl+6", "server"),
    Action("open_follow", "Theo dõi", "Ctrl+7", "list"),
    Action("open_rules", "Quy định", "Ctrl+8", "calendar"),
    Action("find_anything", "Tìm mọi thứ", "Ctrl+K", "search"),
    Action("open_help", "Trợ giúp", "F1", "circle-help"),
    Action("show_keys", "Phím tắt", "Ctrl+F1", "keyboard"),
    Action("sync_now", "Đồng bộ ngay", "F9", "refresh-cw"),
    Action("switch_language", "Đổi ngôn ngữ", "Ctrl+Shift+L", "languages"),
    Action("switch_shade", "Sáng hoặc tối", "Ctrl+Shift+D", "moon"),
    Action("switch_sound", "Bật hoặc tắt âm thanh", "Ctrl+Shift+M", "volume-2"),
    Action("leave_kiosk", "Ra khỏi chế độ quầy", "Ctrl+Shift+K", "log-out"),
    Action("lend", "Cho mượn", "F2", "book-up", "desk"),
    Action("give_back", "Trả", "F3", "book-down", "desk"),
    Action("renew", "Gia hạn", "F4", "calendar-plus", "desk"),
    Action("renew_all", "Gia hạn hết", "Shift+F4", "calendar-plus", "desk"),
    Action("hold", "Đặt mượn", "F6", "bookmark", "desk"),
    Action("override", "Vẫn thực hiện", "F7", "shield-check", "desk"),
    Action("slip", "In phiếu", "Ctrl+P", "printer", "desk"),
    Action("finish", "Xong bạn đọc này", "F8", "check", "desk"),
    Action("undo", "Hoàn tác", "Ctrl+Z", "undo-2", "desk"),
    Action("back_to_scan", "Về ô quét", "Esc", "scan-barcode", "desk"),
    Action("new_title", "Thêm nhan đề", "Ctrl+N", "plus", "catalogue"),
    Action("import_titles", "Nhập tệp", "Ctrl+I", "upload", "catalogue"),
    Action("export_titles", "Xuất tệp", "Ctrl+Shift+E", "download", "catalogue"),
    Action("edit_title", "Sửa", "Ctrl+E", "pencil", "catalogue"),
    Action("save_title", "Lưu", "Ctrl+S", "check", "catalogue"),
    Action("add_copy", "Thêm bản sách", "Ctrl+B", "book-plus", "catalogue"),
    Action("attach_file", "Đính kèm tệp", "Ctrl+T", "paperclip", "catalogue"),
    Action("show_marc", "Xem MARC", "Ctrl+M", "list", "catalogue"),
    Action("hold_title", "Đặt mượn", "F6", "bookmark", "catalogue"),
    Action("back_to_titles", "Quay lại", "Esc", "chevron-left", "catalogue"),
    Action("new_reader", "Thêm bạn đọc", "Ctrl+N", "user-plus", "readers"),
    Action("new_group", "Thêm lớp, đội", "Ctrl+G", "users", "readers"),
    Action("edit_reader", "Sửa thông tin", "Ctrl+E", "pencil", "readers"),
    Action("block_reader", "Khoá thẻ", "Ctrl+L", "lock", "readers"),
    Action("leave_reader", "Quay lại", "Esc", "chevron-left", "readers"),
    Action("next_point", "Điểm kế tiếp", "↓", "chevron-down", "sync"),
    Action("point_before", "Điểm phía trên", "↑", "chevron-up", "sync"),
    Action("settle", "Làm theo khuyến nghị", "Enter", "check", "sync"),
    Action("settle_other", "Chọn cách kia", "Shift+Enter", "rotate-ccw", "sync"),
    Action("undo_settling", "Hoàn tác", "Ctrl+Z", "undo-2", "sync"),
    Action("find_points", "Tìm trong các điểm", "Ctrl+F", "search", "sync"),
    Action("leave_aside", "Về trang trước", "Esc", "chevron-left", "help"),
    Action("next_part", "Phần kế tiếp của trang", "Ctrl+Tab", "chevron-right", "follow"),
    Action("part_before", "Phần trước của trang", "Ctrl+Shift+Tab", "chevron-left", "follow"),
    Action("undo_late", "Hoàn tác dòng này", "Alt+Z", "undo-2", "late"),
    Action("late_paper", "Ngày ghi trên giấy", "Alt+1", "pencil", "late"),
    Action("late_file", "Tệp của chương trình khác", "Alt+2", "file-text", "late"),
    Action("late_waiting", "Dòng chờ giải quyết", "Alt+3", "triangle-alert", "late"),
)

BY_NAME = {action.name: action for action in ACTIONS}


def clashes(actions: tuple[Action, ...] = ACTIONS) -> tuple[tuple[str, str], ...]:
    """Pairs of actions whose keys could both be meant: the same key everywhere, or on the same page."""
    return tuple(
        (first.name, second.name)
        for at, first in enumerate(actions)
        for second in actions[at + 1 :]
        if first.key == second.key and (first.page == second.page or not first.page or not second.page)
    )
