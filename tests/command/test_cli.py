"""The commands as a user meets them: what they say, what they write, and the code with which they leave."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from conftest import ROOT, article, files_in, wenxuan, wenxuan_apart, write

from book import __version__
from book.check.epub import check_epub

GOLDEN = Path(__file__).parents[1] / "data" / "cli"
KEYS = ("source", "title", "subtitle", "author", "translator", "site", "date", "language", "headings", "text", "html",
        "notices", "removed", "warnings", "error")  # fmt: skip


def golden(name: str, said: str) -> None:
    """Compares with the stored text; `UPDATE_GOLDEN=1 pytest` stores it anew."""
    file = GOLDEN / name
    if os.environ.get("UPDATE_GOLDEN"):
        file.write_text(said, "utf-8")
    assert said == file.read_text("utf-8")


@pytest.fixture
def two(desk: Path) -> Path:
    """A folder with two articles that no rule has a quarrel with."""
    write(
        desk / "in",
        {
            "a.md": article("渡船", date="2020-02-01"),
            "b.md": article("石阶", "石阶一共八十一级。" * 9, date="2019-01-01"),
        },
    )
    return desk


# ------------------------------------------------------------------------------------------------- the command itself


def test_version() -> None:
    ran = wenxuan("--version")
    assert (ran.code, ran.out) == (0, f"wenxuan {__version__}\n")


def test_help_names_every_command() -> None:
    ran = wenxuan("--help")
    assert ran.code == 0
    for command in ("new", "build", "inspect", "explain", "check", "--show-completion", "--install-completion"):
        assert command in ran.out


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_completion_for_a_shell(shell: str) -> None:
    ran = wenxuan_apart("--show-completion", shell, env={"_TYPER_COMPLETE_TEST_DISABLE_SHELL_DETECTION": "1"})
    assert ran.code == 0
    assert "COMP" in ran.out or "complete" in ran.out


@pytest.mark.parametrize(
    ("args", "says"),
    [
        ((), "Commands"),
        (("bild",), "bild"),
        (("build", "in", "--format", "x"), "--format: 'x' is not known. Use one of: epub, pdf, txt, html."),
        (("build", "in", "--format", ","), "--format"),
        (("build", "in", "-f", "epub", "--format", "txt"), "--format: is given more than once, and only one can count."),
        (("build", "in", "--script", "x"), "--script: 'x' is not known. Use one of: keep, hans, hant, tw, twp, hk."),
        (("build", "in", "--order", "x"), "--order: 'x' is not known. Use one of: date, title, author, site, given."),
        (("build", "in", "--parts", "x"), "--parts: 'x' is not known. Use one of: none, year, month, author, site, "),
        (("build", "in", "--jobs", "-1"), "--jobs"),
        (("build", "in", "--jobs", "many"), "--jobs"),
        (("build", "in", "--frobnicate"), "--frobnicate"),
        (("build",), "wenxuan new"),
        (("inspect",), "wenxuan new"),
        (("explain",), "source"),
        (("check",), "files"),
        (("new",), "folder"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, tuple) else "",
)  # fmt: skip
def test_usage_errors_name_what_is_wrong_and_leave_with_2(two: Path, args: tuple[str, ...], says: str) -> None:
    ran = wenxuan(*args)
    assert ran.code == 2
    assert says.lower() in (ran.out + ran.err).lower()
    assert files_in(two) == ["in/a.md", "in/b.md"]


def test_a_fault_of_our_own_is_one_message_and_70(
    two: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    from book.command import main
    from book.run import build

    def fail(_: object) -> None:
        raise KeyError("something of ours")

    monkeypatch.setattr(build, "READING", (fail,))
    monkeypatch.setattr("sys.argv", ["wenxuan", "inspect", "in"])
    with pytest.raises(SystemExit) as leave:
        main.main()
    assert leave.value.code == 70
    assert "KeyError: 'something of ours'" in capsys.readouterr().err
    monkeypatch.setenv("WENXUAN_TRACEBACK", "1")
    with pytest.raises(KeyError):
        main.main()


# -------------------------------------------------------------------------------------------------------------- build


def test_build_without_arguments_takes_the_book_of_this_folder(
    desk: Path, sample_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(sample_folder)
    ran = wenxuan("build", "-f", "epub", "-o", desk)
    assert ran.code == 0
    assert (desk / "纸上文选.epub").is_file()


def test_build_says_what_it_made(two: Path) -> None:
    ran = wenxuan("build", "in", "-o", "out", "--title", "河上", "--format", "epub")
    assert ran.code == 0
    assert ran.out.splitlines() == [
        "out/河上.epub", "out/report.html", "2 given = 2 packed + 0 skipped + 0 duplicates + 0 not articles + 0 failed"
    ]  # fmt: skip
    assert ran.err.splitlines() == ["reading …", "making the EPUB …"], "plain lines where there is no terminal"
    assert files_in(two / "out") == ["report.html", "report.jsonl", "河上.epub"]
    assert check_epub((two / "out" / "河上.epub").read_bytes(), "河上.epub") == ()


@pytest.mark.parametrize(
    ("formats", "wanted"),
    [
        ("epub", ["河上.epub"]),
        ("EPUB, epub", ["河上.epub"]),
        ("pdf", ["河上.pdf"]),
        ("pdf,epub", ["河上.epub", "河上.pdf"]),
    ],
)
def test_formats(two: Path, formats: str, wanted: list[str]) -> None:
    assert wenxuan("build", "in", "-o", "out", "--title", "河上", "--format", formats).code == 0
    assert files_in(two / "out") == ["report.html", "report.jsonl", *wanted]


def test_quiet_says_nothing_where_nothing_is_wrong(two: Path) -> None:
    ran = wenxuan("build", "in", "-o", "out", "--format", "epub", "--quiet")
    assert (ran.code, ran.out, ran.err) == (0, "", "")


def test_quiet_still_says_what_went_wrong(two: Path) -> None:
    ran = wenxuan("build", "in", "nowhere.md", "-o", "out", "--format", "epub", "--quiet")
    assert ran.code == 1
    assert ran.out == ""
    assert len(ran.messages) == len(ran.err.splitlines()) == 1


def test_of_many_warnings_of_one_kind_five_are_printed_and_the_rest_counted(desk: Path) -> None:
    write(desk, {f"in/{n}.md": f"# 第{n}篇\n\n第{n}次落雪，没有日期。\n" for n in range(9)})
    write(desk, {"in/empty.md": "", "in/void.md": " "})
    ran = wenxuan("build", "in", "-o", "out", "-f", "epub", "-q")
    assert ran.err.count("No date was found") == 6
    assert "warning: 4 more like these, in the report: No date was found" in ran.err
    assert ("in/empty.md" in ran.err, "in/void.md" in ran.err) == (True, True)
    assert (desk / "out" / "report.html").read_text("utf-8").count("No date was found") >= 9


def test_strict_makes_a_warning_fail(two: Path) -> None:
    write(two, {"in/c.md": article("没有日期的一篇", PARAGRAPH)})
    plain = wenxuan("build", "in", "-o", "out", "--format", "epub")
    assert plain.code == 0
    assert any("No date was found" in message for message in plain.messages)
    assert wenxuan("build", "in", "-o", "out", "--format", "epub", "--strict").code == 1


PARAGRAPH = "船靠岸的时候，总有人先跳下去拉绳子，其实用不着，可是大家都这样做，做了许多年。"


def test_log_is_the_findings_as_json_lines(two: Path) -> None:
    write(two, {"in/c.md": article("没有日期的一篇", PARAGRAPH)})
    wenxuan("build", "in", "nowhere.md", "-o", "out", "--format", "epub", "--log", "logs/run.jsonl")
    rows = [json.loads(line) for line in (two / "logs" / "run.jsonl").read_text("utf-8").splitlines()]
    *findings, end = rows
    assert {row["code"] for row in findings} >= {"bind.undated", "input.missing"}
    for row in findings:
        assert row["meaning"]
        assert row["next_step"]
        assert row["severity"] in ("info", "warning", "error")
    assert (end["given"], end["packed"], end["duplicates"], end["failed"], end["exit_code"]) == (4, 3, 0, 1, 1)
    assert end["given"] == len(end["inputs"])
    assert (two / "out" / "report.jsonl").read_bytes() == (two / "logs" / "run.jsonl").read_bytes()


def test_report_tells_every_input_and_needs_nothing_beside_it(two: Path) -> None:
    write(two, {"in/lamp.md": (GOLDEN / "lamp.md").read_text("utf-8")})
    wenxuan("build", "in", "nowhere.md", "-o", "out", "--format", "epub")
    page = (two / "out" / "report.html").read_text("utf-8")
    for said in (
        "in/a.md",
        "in/b.md",
        "in/lamp.md",
        "nowhere.md",
        "There is no such file",
        "tip-widget",
        "4 given = 3 packed",
    ):
        assert said in page
    assert not re.search(r"<script [^>]|<link|<img|url\(", page)


def test_report_names_the_engine_of_a_conversion(two: Path) -> None:
    wenxuan("build", "in", "-o", "out", "--format", "epub", "--script", "hant")
    assert re.search(r"script converted by opencc\S* \d", (two / "out" / "report.html").read_text("utf-8"))


def test_flags_override_the_file(two: Path) -> None:
    write(
        two,
        {
            "book.toml": '[book]\ntitle = "档案里的"\n[sources]\nfiles = ["in"]\n[output]\nformats = ["epub"]\nname = "x"\n'
        },
    )
    assert wenxuan("build").out.splitlines()[0] == "build/x.epub"
    write(two, {"book.toml": '[book]\ntitle = "档案里的"\n[sources]\nfiles = ["in"]\n[output]\nformats = ["epub"]\n'})
    assert wenxuan("build", ".").out.splitlines()[0] == "build/档案里的.epub"
    assert wenxuan("build", "book.toml", "--title", "旗上的").out.splitlines()[0] == "build/旗上的.epub"
    loose = wenxuan("build", "in/a.md", "--config", "book.toml", "-o", "loose")
    assert "1 given = 1 packed" in loose.out
    assert files_in(two / "loose") == ["report.html", "report.jsonl", "档案里的.epub"]


def test_files_that_the_settings_name_lie_beside_them(two: Path) -> None:
    toml = (
        '[book]\ntitle = "选"\npreface = "front.md"\n[epub]\ncss = "own.css"\n[clean]\nrules = "rules"\n'
        '[convert]\nscript = "tw"\nprotect = ["file:names.txt"]\n'
    )
    write(
        two,
        {
            "set/book.toml": toml,
            "set/front.md": "编者的话。",
            "set/own.css": "p { margin: 0 }",
            "set/names.txt": "余光路\n",
        },
    )
    write(two, {"set/rules/own.toml": ""})
    ran = wenxuan("build", "in", "-c", "set/book.toml", "-o", "out", "-f", "epub")
    assert ran.code == 0, ran.err
    with zipfile.ZipFile(two / "out" / "選.epub") as archive:
        assert "編者的話" in archive.read("EPUB/text/preface.xhtml").decode()
        assert b"margin: 0" in archive.read("EPUB/style/own.css")


def test_outputs_in_the_folder_of_the_sources_are_no_sources(two: Path) -> None:
    for target in ("in", "in/made"):
        first, again = (wenxuan("build", "in", "-o", target, "--title", "河上") for _ in range(2))
        assert first.code == again.code == 0, again.err
        assert "2 given = 2 packed" in again.out
    globbed = wenxuan("inspect", "in/*")
    assert "2 given = 2 packed" in globbed.out


def test_text_is_printed_as_it_is(two: Path) -> None:
    write(two, {"in/c.md": article("[bold]方括号[/bold] 与 :warning: 冒号", PARAGRAPH, date="2020-01-01")})
    assert "[bold]方括号[/bold] 与 :warning: 冒号" in wenxuan("inspect", "in").out


# ------------------------------------------------------------------------------------------------- inspect and explain


def test_inspect_writes_nothing(two: Path) -> None:
    before = {path: path.stat().st_mtime_ns for path in two.rglob("*")}
    for flags in ((), ("--json",), ("--script", "tw")):
        assert wenxuan("inspect", "in", *flags).code == 0
    wenxuan("explain", "in/a.md")
    assert {path: path.stat().st_mtime_ns for path in two.rglob("*")} == before


def test_inspect_tells_order_title_author_and_length(two: Path) -> None:
    lines = wenxuan("inspect", "in").out.splitlines()
    assert [line.strip() for line in lines[::2]][:2] == ["1 石阶", "2 渡船"]
    assert re.search(r"2019-01-01 · 72 characters, 0 headings · in/b.md$", lines[1])
    assert lines[-1] == "2 given = 2 packed + 0 skipped + 0 duplicates + 0 not articles + 0 failed"


def test_inspect_json_is_what_other_programs_were_promised() -> None:
    ran = wenxuan("inspect", "--json", "lamp.md", "bridge.txt", "empty.txt", "nowhere.md", "bridge.txt", cwd=GOLDEN)
    assert ran.code == 1
    assert [row["source"] for row in ran.objects] == ["bridge.txt", "lamp.md", "empty.txt", "nowhere.md"]
    for row in ran.objects:
        assert tuple(row) == KEYS
        for key in ("source", "text", "html"):
            assert isinstance(row[key], str), key
        for key in ("title", "author", "site", "date", "language", "error"):
            assert row[key] is None or (isinstance(row[key], str) and row[key]), key
        for key in ("headings", "notices", "warnings"):
            assert all(isinstance(item, str) for item in row[key]), key
        assert all(tuple(item) == ("rule", "text") for item in row["removed"])
        assert row["date"] is None or re.fullmatch(r"\d{4}-\d\d-\d\d", row["date"])
        assert (row["error"] is None) == bool(row["text"])
    golden("inspect.jsonl", ran.out)


def test_inspect_json_tells_duplicates_too(two: Path) -> None:
    write(two, {"in/z.md": (two / "in" / "a.md").read_bytes()})
    ran = wenxuan("inspect", "--json", "in")
    assert ran.code == 1
    assert [row["source"] for row in ran.objects] == ["in/b.md", "in/a.md", "in/z.md"]
    assert [bool(row["error"]) for row in ran.objects] == [False, False, True]
    assert "same as in/a.md" in ran.objects[2]["error"]


def test_inspect_into_a_closed_pipe(two: Path) -> None:
    many = write(two / "many", {f"{n:03}.md": article(f"第{n}篇", PARAGRAPH * 40 + str(n)) for n in range(30)})
    command = f"{sys.executable} -m book inspect --json {many} | head -c 20"

    env = {**os.environ, "PYTHONPATH": str(ROOT)}
    done = subprocess.run(command, check=False, shell=True, env=env, capture_output=True, text=True, timeout=60)
    assert len(done.stdout) <= 20
    assert done.stderr == ""


def test_explain_lays_an_article_open() -> None:
    ran = wenxuan("explain", "lamp.md", cwd=GOLDEN)
    assert ran.code == 0
    golden("explain.txt", ran.out)
    told = wenxuan("inspect", "--json", "lamp.md", cwd=GOLDEN).objects[0]
    for item in told["removed"]:
        assert f"− {item['text'].splitlines()[0]} [{item['rule']}]" in ran.out
    for notice in told["notices"]:
        assert notice in ran.out


def test_explain_of_no_article(desk: Path) -> None:
    ran = wenxuan("explain", "nowhere.md")
    assert ran.code == 1
    assert "There is no such file." in ran.out + ran.err
    assert "Correct the path" in ran.out + ran.err


def test_inspect_converts_only_when_it_is_asked_to(two: Path) -> None:
    assert "渡船" in wenxuan("inspect", "in").out
    row = wenxuan("inspect", "in/a.md", "--json", "--script", "hant").objects[0]
    assert (row["language"], "岸邊的石階磨得發亮" in row["text"]) == ("zh-Hant", True)


# ------------------------------------------------------------------------------------------------- keep, drop and off

TIP = "喜欢这篇，就给作者打赏一杯茶吧"
SECTION = "天黑以前"


def lamp(*flags: str, toml: str = "") -> dict[str, object]:
    """What `inspect --json` says of the lamp article with flags, or with a [clean] table in a book.toml."""
    folder = Path("lamp")
    write(folder, {"lamp.md": (GOLDEN / "lamp.md").read_bytes()})
    source = "lamp/lamp.md"
    if toml:
        write(folder, {"book.toml": f'[sources]\nfiles = ["lamp.md"]\n[clean]\n{toml}\n'})
        source = "lamp"
    return wenxuan("inspect", "--json", source, *flags).objects[0]


@pytest.mark.parametrize(
    ("flags", "toml"), [(("--keep", "打赏一杯茶"), ""), ((), 'keep = ["打赏一杯茶"]')], ids=["flag", "book.toml"]
)
def test_keep_turns_a_removal_round(desk: Path, flags: tuple[str, ...], toml: str) -> None:
    assert TIP not in lamp()["text"]
    assert TIP in lamp(*flags, toml=toml)["text"]


@pytest.mark.parametrize(
    ("flags", "toml"), [(("--drop", "闭上眼睛"), ""), ((), 'drop = ["闭上眼睛"]')], ids=["flag", "book.toml"]
)
def test_drop_takes_a_paragraph(desk: Path, flags: tuple[str, ...], toml: str) -> None:
    assert "老赵管了二十二年" in lamp()["text"]
    row = lamp(*flags, toml=toml)
    assert "老赵管了二十二年" not in row["text"]
    assert [item["rule"] for item in row["removed"] if "老赵管了二十二年" in item["text"]] == ["drop"]


@pytest.mark.parametrize(
    ("flags", "toml"), [(("--off", "reprint"), ""), ((), 'off = ["reprint"]')], ids=["flag", "book.toml"]
)
def test_off_switches_a_rule_off(desk: Path, flags: tuple[str, ...], toml: str) -> None:
    assert "禁止转载" in " ".join(lamp()["notices"])
    assert "禁止转载" in lamp(*flags, toml=toml)["text"]


def test_off_switches_rules_by_markup_off_too(desk: Path) -> None:
    assert "tip-widget" in [item["rule"] for item in lamp()["removed"]]
    assert "tip-widget" not in [item["rule"] for item in lamp("--off", "tip-widget")["removed"]]


def test_flags_add_to_the_overrides_of_the_file(desk: Path) -> None:
    text = lamp("--drop", "闭上眼睛", toml='keep = ["打赏一杯茶"]')["text"]
    assert TIP in text
    assert "老赵管了二十二年" not in text


def test_the_report_shows_how_to_turn_a_decision_round(desk: Path) -> None:
    lamp()
    wenxuan("build", "lamp", "-f", "epub")
    page = (desk / "build" / "report.html").read_text("utf-8")
    flips = re.findall(r'<code class="flip">keep = \[&#34;(.*?)&#34;\]  # in \[clean\] of book.toml</code>', page)
    assert flips
    for piece in flips:
        row = lamp(toml=f'keep = ["{piece}"]')
        assert piece[:10] in row["text"], piece


@pytest.mark.parametrize("flag", ["--keep", "--drop"])
def test_an_override_that_matches_nothing_is_told(desk: Path, flag: str) -> None:
    lamp()
    ran = wenxuan("build", "lamp/lamp.md", "-f", "epub", flag, "这句话哪里都没有")
    assert ran.code == 0
    assert [m for m in ran.messages if "这句话哪里都没有" in m and "matched nothing" in m]


# -------------------------------------------------------------------------------------------------------------- check


def test_check_passes_what_build_made(two: Path) -> None:
    wenxuan("build", "in", "-o", "out", "--title", "河上")
    ran = wenxuan("check", "out/河上.epub", "out/河上.pdf")
    assert ran.code == 0
    assert ran.out.splitlines() == [f"out/河上.{form}: the check found nothing" for form in ("epub", "pdf")]


@pytest.mark.parametrize("form", ["epub", "pdf"])
def test_check_finds_damage(two: Path, form: str) -> None:
    wenxuan("build", "in", "-o", "out", "--title", "河上", "-f", form)
    body = (two / "out" / f"河上.{form}").read_bytes()
    for number, damaged in enumerate((b"", body[: len(body) // 2], b"something else")):
        write(two, {f"{number}.{form}": damaged})
        ran = wenxuan("check", f"{number}.{form}", f"out/河上.{form}")
        assert ran.code == 1
        assert ran.messages
        assert all(f"{number}.{form}" in message for message in ran.messages)
        assert "the check found nothing" in ran.out


@pytest.mark.parametrize("name", ["nowhere.epub", "in", "in/a.md"])
def test_check_of_what_is_no_book(two: Path, name: str) -> None:
    ran = wenxuan("check", name)
    assert ran.code == 1
    assert len(ran.messages) == 1
    assert ran.messages[0].startswith(f"error: {name}: ")


# ----------------------------------------------------------------------------------------------- terminals and signals


def test_bars_on_a_terminal(two: Path) -> None:
    ours, theirs = os.openpty()
    command = [sys.executable, "-m", "book", "build", "in", "-o", "out", "-f", "epub"]
    env = {**os.environ, "PYTHONPATH": str(ROOT), "TERM": "xterm", "COLUMNS": "80"}
    run = subprocess.Popen(command, cwd=two, env=env, stdin=theirs, stdout=theirs, stderr=theirs)
    os.close(theirs)
    said = b""
    while piece := read_some(ours):
        said += piece
    os.close(ours)
    assert run.wait(timeout=60) == 0
    text = said.decode("utf-8", "replace")
    assert "making the EPUB" in text
    assert "━" in text, "a bar is drawn"
    assert "2 given = 2 packed" in text


def read_some(handle: int) -> bytes:
    """What a terminal says next; nothing where the other side has closed it."""
    try:
        return os.read(handle, 65536)
    except OSError:
        return b""


def test_interrupted(two: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from book.run import build

    def stop(_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(build, "READING", (stop,))
    ran = wenxuan("build", "in", "-o", "out", "-f", "epub")
    assert ran.code == 130
    assert files_in(two) == ["in/a.md", "in/b.md"]
