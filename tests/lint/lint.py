"""usage: lint.py

The rules that no compiler checks: which folder may include which, own header first, prose at the head of
every header, a comment for every public function, no path of one machine. A finding is a line
`file:line: message`; the exit code is 1 when there is one."""

import os
import pathlib
import re
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent

# A folder is a layer: what it may include besides itself.
FOLDERS = {
    "base": "",
    "trace": "base",
    "lang": "base",
    "vm": "base lang",
    "loop": "base trace",
    "sim": "base trace loop",
    "real": "base trace loop sim",
    "session": "base trace lang vm loop sim real",
    "lesson": "base trace lang sim session",
    "scene": "base trace",
    "report": "base trace scene",
    "ui": "base trace lang vm loop sim session lesson report scene",
    "cli": "base trace lang vm loop sim real session lesson report scene ui",
}
# Large libraries stay where they are needed; by the header, or by the folder that it is in.
LIBRARY_FOLDERS = {
    "gmp.h": {"lang", "vm"},
    "jansson.h": {"trace", "sim", "session", "ui", "lesson", "report", "cli"},
    "md4c.h": {"lesson"},
    "curl": {"real"}, "event2": {"real"}, "openssl": {"real"},
    "SDL2": {"ui"}, "fontconfig": {"ui"}, "png.h": {"ui"},
}
TOP_LEVEL = {"Makefile", "src", "assets", "lessons", "tests", "README.md", "LICENSE"}

findings = []


def report(path, line, message):
    findings.append(f"{path}:{line}: {message}")


def tracked_files():
    listed = subprocess.run(["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
                            cwd=ROOT, capture_output=True)
    if listed.returncode == 0:
        names = [name for name in listed.stdout.decode().split("\0") if name]
    else:  # an exported tree without git
        names = [str(path.relative_to(ROOT)) for path in ROOT.rglob("*")
                 if path.is_file() and "build" not in path.relative_to(ROOT).parts]
    return sorted(name for name in names if (ROOT / name).is_file())


def without_comments(text):
    """The text with comments blanked and lines kept."""
    return re.sub(r"/\*.*?\*/|//[^\n]*", lambda match: re.sub(r"[^\n]", " ", match[0]), text,
                  flags=re.S)


def check_includes(path, text):
    parts = path.split("/")
    folder = parts[1] if len(parts) > 2 else None
    if folder is not None and folder not in FOLDERS:
        report(path, 1, f"src/{folder}/ is not in the folder rule (tests/lint/lint.py)")
        return
    first = None
    for number, line in enumerate(without_comments(text).split("\n"), 1):
        match = re.match(r'\s*#\s*include\s+(?:"([^"]+)"|<([^>]+)>)', line)
        if not match:
            continue
        first = first or match[1] or match[2]
        library = (match[2] or "").split("/")[0]
        if library in LIBRARY_FOLDERS and folder not in LIBRARY_FOLDERS[library]:
            report(path, number, f"<{match[2]}> does not belong in src/{folder}/")
        if not match[1]:
            continue
        target = match[1].split("/")[0]
        if "/" not in match[1]:
            report(path, number, f'"{match[1]}" is included without its folder')
        elif folder is None:
            if target != "cli":
                report(path, number, f'{path} dispatches to cli/ only, not "{match[1]}"')
        elif target != folder and target not in FOLDERS[folder].split():
            report(path, number, f'src/{folder}/ may not include "{match[1]}"')
    own = path.removeprefix("src/").removesuffix(".c") + ".h"
    if path.endswith(".c") and (ROOT / "src" / own).exists() and first != own:
        report(path, 1, f'the first include should be its own header "{own}"')


def check_header(path, text):
    if not re.match(r"\s*(/\*|//)", text):
        report(path, 1, "a header opens with a comment that says what this is")
    guard = path.removeprefix("src/").removeprefix("tests/")
    guard = re.sub(r"[^A-Za-z0-9]", "_", guard).upper()
    if not re.search(rf"^#ifndef (TESTS_)?{guard}\n#define (TESTS_)?{guard}$", text, re.M):
        report(path, 1, f"the include guard should be {guard}")
    check_functions_are_documented(path, text)


def check_functions_are_documented(path, text):
    """A prototype has a comment, or stands in a block of prototypes that has one, or is named in a comment
    of the header; what x_init, x_release, x_new, x_free do is the same everywhere."""
    comments = " ".join(re.findall(r"/\*.*?\*/", text, re.S))
    usual = re.compile(r"\w+_(init|release|new|free|visit|clear)$")
    code = without_comments(text).split("\n")
    lines = text.split("\n")
    block_has_comment = False
    in_prototype = in_body = False
    for number, (bare, line) in enumerate(zip(code, lines), 1):
        if in_body:  # of a struct, an enum or an inline function
            in_body = not re.match(r"\}", bare)
            block_has_comment = False
            continue
        if line.strip() == "":
            block_has_comment = in_prototype = False
            continue
        if bare.strip() != line.strip() and (bare.strip() == "" or not in_prototype):
            block_has_comment = True
        if re.match(r"(\w[\w\s\*]*\{|static inline .*)", bare) and "{" in bare and "}" not in bare:
            in_body = True
            continue
        start = re.match(r"(?!typedef|#|static|extern|return|struct \w+;|_Static_assert)"
                         r"[A-Za-z_][\w\s\*]*?\**(\w+)\(", bare)
        if start and not in_prototype:
            in_prototype = ";" not in bare
            rest = "\n".join(lines[number - 1:number + 4]).split("\n\n")[0]
            if not (block_has_comment or "/*" in rest or usual.match(start[1])
                    or re.search(rf"\b{start[1]}\b", comments)):
                report(path, number, f"{start[1]}() has no comment")
        elif ";" in bare:
            in_prototype = False


def check_paths(path, text):
    """A path that exists on one machine alone has no place in the project."""
    parent = str(ROOT.parent)
    places = [str(ROOT), "/" + "home/", "/" + "root/", "/" + "Users/"]
    if parent not in ("/", "/tmp", "/home", "/usr", "/opt", "/srv", "/var/tmp", "/usr/src"):
        places.append(parent + "/")
    for number, line in enumerate(text.split("\n"), 1):
        for place in places:
            if place in line:
                report(path, number, f"names a path of this machine: {place}")


def main():
    for path in tracked_files():
        top = path.split("/")[0]
        if top not in TOP_LEVEL and not top.startswith("."):
            report(path, 1, "the top level holds " + " ".join(sorted(TOP_LEVEL)) + " and dotfiles")
        try:
            text = (ROOT / path).read_text()
        except UnicodeDecodeError:
            continue  # a picture, or a test program whose bytes are wrong on purpose
        check_paths(path, text)
        if re.match(r"src/.*\.[ch]$", path):
            check_includes(path, text)
        if re.match(r"(src|tests)/.*\.h$", path):
            check_header(path, text)
    for finding in findings:
        print(finding)
    bad = len(findings)
    names = ROOT / "tests/oracle/names.py"
    if names.exists():
        bad += subprocess.run([sys.executable, names], cwd=ROOT).returncode != 0
    if not bad:
        print("lint: nothing found")
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
