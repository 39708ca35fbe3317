"""How the page looks: one style sheet inside it, light and dark, for a phone and for an old monitor."""

from __future__ import annotations

import base64
import hashlib

STYLE = """
:root{color-scheme:light dark;--paper:#f6f5f1;--surface:#fff;--ink:#1c2330;--soft:#56606e;--line:#e2e0d9;
--edge:#8a8577;
--pine:#1f5b4a;--on-pine:#fff;--brick:#a8321f;--amber:#8a5a00;--sea:#1f5a96}
@media (prefers-color-scheme:dark){:root{--paper:#16191d;--surface:#1f2429;--ink:#e8eaed;--soft:#a7b0bb;
--line:#333a42;
--edge:#7d8791;--pine:#6fc3a8;--on-pine:#10221c;--brick:#f0917f;--amber:#e5b454;--sea:#82b4ea}}
*{box-sizing:border-box}
body{margin:0;background:var(--paper);color:var(--ink);
font:16px/1.55 "Open Sans",system-ui,-apple-system,"Segoe UI",sans-serif}
a{color:var(--pine)}
:focus-visible{outline:3px solid var(--pine);outline-offset:2px;border-radius:4px}
.skip{position:absolute;left:-999px}
.skip:focus{left:8px;top:8px;background:var(--surface);padding:8px 12px;z-index:1}
header,main,footer{max-width:1100px;margin:0 auto;padding:0 16px}
header{display:flex;flex-wrap:wrap;gap:4px 24px;align-items:center;padding-top:12px;padding-bottom:12px}
header .name{font-weight:700;font-size:18px;color:var(--ink);text-decoration:none}
nav{display:flex;flex-wrap:wrap;gap:4px}
nav a,.chip{display:inline-block;padding:8px 12px;border-radius:8px;text-decoration:none;color:var(--ink)}
nav a[aria-current],.chip[aria-current]{background:var(--surface);
box-shadow:inset 0 0 0 1px var(--line);font-weight:600}
header .tongue{margin-left:auto}
h1{font-size:26px;line-height:1.25;margin:16px 0}
h2{font-size:18px;margin:24px 0 8px}
form{display:flex;flex-wrap:wrap;gap:8px;margin:8px 0}
form label{flex:1 0 100%;font-weight:600}
input[type=search]{flex:1 1 220px;min-width:0;font:inherit;padding:10px 12px;border:1px solid var(--edge);
border-radius:8px;
background:var(--surface);color:var(--ink)}
button{font:inherit;font-weight:600;padding:10px 20px;border:0;border-radius:8px;background:var(--pine);
color:var(--on-pine)}
.soft{color:var(--soft)}
.found{list-style:none;margin:16px 0;padding:0}
.found li,.card{background:var(--surface);border:1px solid var(--line);border-radius:8px;padding:12px 16px;
margin:0 0 8px}
.found h2{font-size:17px;margin:0}
.found p,.card p{margin:2px 0}
.isbd{white-space:pre-line;overflow-wrap:anywhere}
.found,h1,dd{overflow-wrap:anywhere}
dl{display:grid;grid-template-columns:max-content 1fr;gap:4px 16px;margin:12px 0}
dt{color:var(--soft)}
dd{margin:0}
.columns{columns:2 18em;padding-left:20px}
.turn{display:flex;gap:16px;margin:16px 0}
.turn a{padding:8px 0}
table{width:100%;border-collapse:collapse;background:var(--surface);border:1px solid var(--line);border-radius:8px}
th,td{text-align:left;padding:8px 12px;border-bottom:1px solid var(--line);vertical-align:top}
th{font-weight:600;color:var(--soft);font-size:14px}
tr:last-child td{border-bottom:0}
.figure{text-align:right;font-variant-numeric:tabular-nums}
.state{font-weight:600;white-space:nowrap}
.state::before{content:"";display:inline-block;width:10px;height:10px;border-radius:50%;margin-right:8px;
background:currentColor}
.ok{color:var(--pine)}.behind,.conflicts{color:var(--amber)}.clock{color:var(--brick)}.quiet{color:var(--sea)}
.revoked{color:var(--soft)}
.code{font-weight:600}
.when{white-space:nowrap}
.chips{display:flex;flex-wrap:wrap;gap:4px;margin:8px 0 16px}
footer{color:var(--soft);font-size:14px;padding-top:24px;padding-bottom:32px}
@media (max-width:700px){h1{font-size:22px}dl{grid-template-columns:1fr;gap:0}dd{margin-bottom:8px}
table,tbody,tr,td{display:block}thead{position:absolute;left:-9999px}
tr{padding:8px 0;border-bottom:1px solid var(--line)}tr:last-child{border-bottom:0}
td{border:0;padding:2px 12px}td[data-label]::before{content:attr(data-label) ": ";color:var(--soft)}
.figure{text-align:left}}
"""
_HASH = base64.b64encode(hashlib.sha256(STYLE.encode()).digest()).decode()
ICON = (
    "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 16 16'%3E%3Cpath fill='%231f5b4a' "
    "d='M2 2h3v12H2zm4 0h3v12H6zm4.2.8 2.9-.7 2.6 11.6-2.9.7z'/%3E%3C/svg%3E"
)
HEADERS = {
    "Content-Security-Policy": (
        f"default-src 'none'; style-src 'sha256-{_HASH}'; img-src data:; form-action 'self'; base-uri 'none'; "
        "frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cache-Control": "no-store",
}
"""Nothing but this style sheet and this icon is let in, and nobody else may put the page into theirs."""
