"""The sentences of tusach-server: Vietnamese, or English with TUSACH_LANG=en."""

from __future__ import annotations

import os
from datetime import datetime, timedelta, timezone
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

VIETNAM = timezone(timedelta(hours=7))
"""Whatever the server's own clock shows: the units are all here."""

_WORDS: dict[str, tuple[str, str]] = {
    "about": (
        "Trung tâm của Tủ Sách: nơi các thư viện đơn vị thống nhất dữ liệu.",
        "The centre of Tủ Sách, with which the units' libraries agree.",
    ),
    "command": ("LỆNH", "COMMAND"),
    "commands": ("các lệnh", "commands"),
    "options": ("tuỳ chọn", "options"),
    "arguments": ("của lệnh này", "arguments"),
    "usage: ": ("cách dùng: ", "usage: "),
    "usage": ("Lệnh chưa đúng: {problem}", "Not like this: {problem}"),
    "help --help": ("giúp đỡ này", "this help"),
    "help --data": (
        "thư mục của trung tâm (hoặc biến TUSACH_DATA)",
        "the centre's folder (or the variable TUSACH_DATA)",
    ),
    "help --json": ("mỗi kết quả là một dòng JSON", "one line of JSON for each result"),
    "help init": ("tạo một trung tâm mới", "make a new centre"),
    "help serve": ("phục vụ các đơn vị qua HTTPS", "serve the units over HTTPS"),
    "help enrol": ("viết tệp ghi danh cho một máy của đơn vị", "write an enrolment file for one PC of a unit"),
    "help units": ("các đơn vị và máy của họ", "the units and their devices"),
    "help revoke": ("thu hồi quyền đồng bộ của một máy", "withdraw a device's right to sync"),
    "help find": ("tìm nhan đề của mọi đơn vị", "find titles of all units"),
    "help check": ("kiểm tra cơ sở dữ liệu", "check the database"),
    "help dir": ("thư mục mới", "the new folder"),
    "help unit": ("mã đơn vị", "the unit's code"),
    "help device": ("mã máy (xem lệnh units)", "the device's id (see units)"),
    "help query": ("các từ cần tìm, có dấu hay không dấu", "words to find, with or without marks"),
    "help --name": ("tên", "name"),
    "help --address": ("tên máy hoặc địa chỉ mà các đơn vị dùng", "host name or address that the units use"),
    "help --port": ("cổng; 0: cổng trống bất kỳ", "port; 0 takes any free one"),
    "help --host": ("chỉ nghe ở địa chỉ này", "listen on this address only"),
    "help --out": ("tệp ghi danh cần viết", "the enrolment file to write"),
    "help --limit": ("nhiều nhất bao nhiêu kết quả", "at most this many results"),
    "made": ("Đã tạo trung tâm “{name}” trong {folder}.", "Made the centre “{name}” in {folder}."),
    "enrolment": (
        "Đã viết {file} cho {unit_name} ({unit}). Tệp này chỉ ghi danh được một máy, trước {expires}.",
        "Wrote {file} for {unit_name} ({unit}). It enrols one device, before {expires}.",
    ),
    "unit": (
        "{unit}  {name}: {rows} bản ghi, {parked} bản ghi để riêng{lines}",
        "{unit}  {name}: {rows} rows, {parked} put aside{lines}",
    ),
    "device line": (
        "\n    {device}  {name}: {state}, liên lạc {seen}",
        "\n    {device}  {name}: {state}, last contact {seen}",
    ),
    "active": ("đang dùng", "active"),
    "revoked state": ("đã thu hồi", "revoked"),
    "never": ("chưa bao giờ", "never"),
    "revoked": ("Máy {device} không đồng bộ được nữa.", "Device {device} can no longer sync."),
    "title": ("{title} / {author} – {year}  [{units}]", "{title} / {author} – {year}  [{units}]"),
    "check ok": ("Cơ sở dữ liệu tốt.", "The database is well."),
    "check": ("Cơ sở dữ liệu có lỗi:\n{problems}", "The database has problems:\n{problems}"),
    "exists": (
        "{folder} đã có một trung tâm. Hãy chọn thư mục khác.",
        "There is a centre in {folder} already. Choose another folder.",
    ),
    "not-empty": (
        "{folder} không trống. Hãy chọn một thư mục mới hoặc trống.",
        "{folder} is not empty. Choose a new or empty folder.",
    ),
    "bad-address": (
        "“{address}” không phải tên máy hay địa chỉ: chỉ gồm chữ không dấu, số, dấu chấm, gạch nối.",
        "“{address}” is not a host name or address: plain letters, digits, dots and dashes only.",
    ),
    "no-port": (
        "Không nghe được ở {host}, cổng {port}: {system}. Hãy chọn cổng khác bằng --port.",
        "Cannot listen on {host}, port {port}: {system}. Choose another with --port.",
    ),
    "no-centre": (
        "{folder} không có trung tâm. Hãy tạo bằng: tusach-server init {folder}",
        "There is no centre in {folder}. Make one with: tusach-server init {folder}",
    ),
    "newer-schema": (
        "Cơ sở dữ liệu này thuộc một phiên bản mới hơn ({schema} > {known}). Hãy cập nhật chương trình.",
        "This database belongs to a newer version ({schema} > {known}). Update the program.",
    ),
    "bad-unit": (
        "“{unit}” không dùng làm mã đơn vị được: chỉ gồm chữ, số, dấu chấm, gạch nối.",
        "“{unit}” cannot be a unit's code: letters, digits, dots and dashes only.",
    ),
    "no-name": (
        "Đơn vị {unit} còn mới: hãy cho biết tên bằng --name.",
        "The unit {unit} is new: say its name with --name.",
    ),
    "no-device": ("Không có máy {device}. Xem lệnh units.", "There is no device {device}. See the command units."),
    "no-folder": ("Hãy cho biết thư mục của trung tâm bằng --data.", "Say the centre's folder with --data."),
    "no-postgresql": (
        "Phiên bản này chưa dùng được --database; hãy dùng --data với một thư mục.",
        "This version cannot use --database; use --data with a folder.",
    ),
    "no-database": (
        "Không dùng được cơ sở dữ liệu trong {folder}: {system}",
        "Cannot use the database in {folder}: {system}",
    ),
    "disk-full": (
        "Ổ đĩa của {file} đã đầy: chưa ghi được. Giải phóng chỗ rồi làm lại.",
        "The disk of {file} is full: nothing was written. Make room and try again.",
    ),
    "no-access": ("Không dùng được {file}: {system}", "Cannot use {file}: {system}"),
}


def words(name: str) -> str:
    """A text in the person's language."""
    return _WORDS[name][is_english()]


def is_english() -> bool:
    """Whether the person asked for English."""
    return os.environ.get("TUSACH_LANG", "vi").lower().startswith("en")


def sentence(name: str, facts: Mapping[str, Any]) -> str:
    """A sentence with its facts filled in."""
    match name:
        case "enrolment":
            return words(name).format(**{**facts, "expires": _day(facts["expires"])})
        case "unit":
            return words(name).format(**facts, lines="".join(_device_line(each) for each in facts["devices"]))
        case "title":
            return words(name).format(**{**facts, "units": ", ".join(facts["units"])})
        case "check" if facts["ok"]:
            return words("check ok")
        case "check":
            return words(name).format(problems="\n".join(facts["problems"]))
    return words(name).format(**facts)


def _device_line(device: Mapping[str, Any]) -> str:
    state = words("active" if device["state"] == "active" else "revoked state")
    return words("device line").format(
        device=device["device"], name=device["name"], state=state, seen=_time(device["last_contact"])
    )


def _time(ms: int | None) -> str:
    return datetime.fromtimestamp(ms // 1000, VIETNAM).strftime("%d/%m/%Y %H:%M") if ms else words("never")


def _day(text: str) -> str:
    return datetime.fromisoformat(text).astimezone(VIETNAM).strftime("%d/%m/%Y")
