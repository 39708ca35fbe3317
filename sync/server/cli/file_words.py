"""What the command about files says: (Vietnamese, English)."""

from __future__ import annotations

WORDS = {
    "help files": ("tệp kèm theo của các đơn vị", "the files of the units"),
    "help --share": (
        "mỗi đơn vị được để bấy nhiêu GB tệp ở trung tâm (lúc đầu 20)",
        "a unit may have so many GB of files at the centre (20 at first)",
    ),
    "files": (
        "{unit}: {files} tệp, {size_gb} / {share_gb} GB; còn thiếu {missing}",
        "{unit}: {files} files, {size_gb} / {share_gb} GB; {missing} have not come yet",
    ),
    "share set": ("Mỗi đơn vị được {share} GB.", "A unit may have {share} GB."),
    "bad-share": ("--share phải từ 1 GB trở lên.", "--share is 1 GB or more."),
}
