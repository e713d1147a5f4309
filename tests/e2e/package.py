"""What `make install` and `make dist` make, tried as users would have it: from another folder, after a move,
in the shells whose completions are installed. These tests belong to e2e.py, which loads this file."""

import pathlib
import shutil
import subprocess
import tarfile

from e2e import ROOT, SECONDS_MAX, contains, expect, test

DEMO = [str(ROOT / "assets/demo" / name) for name in ("sequential.py", "gathered.py")]


def make(case, *arguments):
    """make in the tree, which is built already; quiet where the tests themselves were started by make."""
    env = {name: value for name, value in case.env.items() if not name.startswith("MAKE")}
    return subprocess.run(["make", "-o", "all", f"BUILD={case.build}", *arguments], cwd=ROOT, env=env,
                          capture_output=True, text=True, timeout=SECONDS_MAX)


def install(case):
    """Installs below a folder whose name has a blank, and returns the prefix there."""
    stage = case.folder / "a stage"
    done = make(case, f"DESTDIR={stage}", "PREFIX=/opt/meanwhile", "install")
    expect(done.returncode == 0, done)
    return stage / "opt/meanwhile"


def files_below(folder):
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*") if not path.is_dir())


@test
def an_installation_runs_from_any_folder_and_can_be_moved(case):
    prefix = install(case)
    moved = case.folder / "moved"
    prefix.rename(moved)
    case.meanwhile = str(moved / "bin/meanwhile")
    case.file("hello.py", "import asyncio\nasyncio.run(asyncio.sleep(1))\nprint('hello')\n")
    done = case.run("run", "hello.py")
    expect(done.code == 0 and done.out == "hello\n" and "1.000 s" in done.err, str(done))
    for engine in ("real", "cpython", "cpython-sim"):
        done = case.run("run", "-q", "--engine", engine, "hello.py")
        expect(done.code == 0 and done.out == "hello\n", str(done))
    done = case.run("race", "--engine", "sim,real", "--calls", "5", "--latency", "5ms", "--runs", "1")
    expect(done.code == 0 and "real" in done.out, str(done))
    contains(case.run("compare", *DEMO).out, r"sequential\.py", r"gathered\.py")
    for name in ("x.html", "x.svg", "x.trace.json"):
        expect(case.run("report", "-o", name, *DEMO).code == 0, name)
    done = case.run("shot", "--theme", "dark", "-o", "x.png", *DEMO)
    expect(done.code == 0 and (case.folder / "x.png").read_bytes()[1:4] == b"PNG", str(done))
    done = case.run("serve", "--bind", "192.0.2.1")
    expect(done.code == 122 and "could not listen on 192.0.2.1" in done.err, str(done))
    for executable, command in (("meanwhile-window", "play"), ("meanwhile-real", "serve")):
        (moved / "libexec/meanwhile" / executable).unlink()
        done = case.run(command)
        expect(done.code == 2 and f"could not find {executable}" in done.err, str(done))


@test
def an_installation_has_manual_icon_and_desktop_file_and_leaves_without_a_trace(case):
    prefix = install(case)
    others = prefix / "share/man/man1/others.1"
    others.write_text("of somebody else")
    installed = files_below(prefix)
    for name in ("share/man/man1/meanwhile.1", "share/icons/hicolor/scalable/apps/meanwhile.svg",
                 "share/icons/hicolor/48x48/apps/meanwhile.png",
                 "share/meanwhile/assets/themes/dark.theme"):
        expect(name in installed, name)
    expect(not any("__pycache__" in name for name in installed), installed)
    entry = (prefix / "share/applications/meanwhile.desktop").read_text()
    contains(entry, r"^\[Desktop Entry\]", r"(?m)^Exec=meanwhile play %F$", r"(?m)^Icon=meanwhile$")
    page = subprocess.run(["groff", "-man", "-Tutf8", "-ww", prefix / "share/man/man1/meanwhile.1"],
                          capture_output=True, text=True)
    expect(page.returncode == 0 and page.stderr == "" and "meanwhile report" in page.stdout, page)
    done = make(case, f"DESTDIR={case.folder / 'a stage'}", "PREFIX=/opt/meanwhile", "uninstall")
    expect(done.returncode == 0 and files_below(prefix) == ["share/man/man1/others.1"],
           f"{done} {files_below(prefix)}")


def shell_says(*command):
    done = subprocess.run(command, capture_output=True, text=True, timeout=SECONDS_MAX)
    expect(done.returncode == 0 and done.stderr == "", done)
    return done.stdout.split("\n")


@test
def the_shells_complete_commands_options_and_topics(case):
    for shell in ("bash", "zsh", "fish"):
        case.file(shell, case.run("help", shell).out)
    bash = str(case.folder / "bash")

    def completes(*words):
        return shell_says("bash", "-c", f'compopt() {{ :; }}; source {bash}; COMP_WORDS=("$@")\n'
                          'COMP_CWORD=$(($# - 1)); _meanwhile; printf "%s\\n" "${COMPREPLY[@]}"', "-",
                          "meanwhile", *words)

    expect(completes("rep")[:-1] == ["report"], completes("rep"))
    expect(completes("report", "--agai")[:-1] == ["--against="], completes("report", "--agai"))
    expect("zsh" in completes("help", "z"), completes("help", "z"))
    fish = str(case.folder / "fish")
    for line, wanted in (("meanwhile rep", "report\t"), ("meanwhile report --agai", "--against"),
                         ("meanwhile help zs", "zsh")):
        said = shell_says("fish", "--no-config", "-c", f"source {fish}; complete -C '{line}'")
        expect(any(candidate.startswith(wanted) for candidate in said), f"{line}: {said}")
    # What it hands to zsh's own functions, which only work at a prompt.
    stubs = ("_arguments() { print -rl -- \"$@\" }; _describe() { print -rl -- \"${(@P)2}\" }\n")
    zsh = str(case.folder / "zsh")
    for words, wanted in ((["rep"], "report:"), (["report", "--agai"], "*--against=["),
                          (["report", "-"], "*-o+["), (["help", "zs"], "1:command or topic:(run ")):
        said = shell_says("zsh", "-f", "-c", f"{stubs} words=(meanwhile {' '.join(words)}); "
                          f"CURRENT={len(words) + 1}; source {zsh}")
        expect(any(candidate.startswith(wanted) for candidate in said), f"{words}: {said}")


@test
def a_release_is_the_committed_tree_with_a_version(case):
    if not (ROOT / ".git").exists() or shutil.which("git") is None:
        print("package: make dist was not tried: this tree has no git")
        return
    archives = []
    for folder in ("one", "two"):
        case.build = case.folder / folder
        done = make(case, "dist")
        expect(done.returncode == 0, done)
        archives.append(pathlib.Path(done.stdout.split("\n")[-2]))
    one, two = (path.read_bytes() for path in archives)
    expect(one == two, "the same commit gave other bytes")
    version = case.run("--version").out.split()[1]
    expect(archives[0].name == f"meanwhile-{version}.tar.gz", archives[0])
    with tarfile.open(archives[0]) as archive:
        names = archive.getnames()
    expect(f"meanwhile-{version}/Makefile" in names, names[:5])
    expect(all(name.split("/")[0] == f"meanwhile-{version}" for name in names), "a file outside")
    expect(not any("/build/" in name or name.endswith(".o") for name in names), "something built")
