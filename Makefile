# meanwhile: README.md says what this is. `make` builds build/meanwhile and, beside it, the window's own
# executable, which alone loads SDL; `make help` lists the rest.
# Everything that is built goes to $(BUILD). MODE is release, debug, asan, tsan or fuzz; each that is
# not the default has a folder of its own, so that nothing is ever linked from two kinds of objects.
BUILD ?= build
MODE ?= release
CC = gcc
PYTHON ?= /usr/bin/python3
PREFIX ?= /usr/local
FUZZ_SECONDS ?= 600
BENCH_RUNS ?= 5
SHELL = /bin/sh

WARNINGS = -Wall -Wextra -Wconversion -Wshadow -Wno-sign-conversion
COMMON = -std=c11 -D_GNU_SOURCE -Isrc -ffp-contract=off -fno-strict-aliasing -g $(WARNINGS) -MMD -MP
CFLAGS.release = -O2
CFLAGS.debug = -O1
CFLAGS.asan = -O1 -fsanitize=address,undefined -fno-omit-frame-pointer -fno-sanitize-recover=all \
	-DMEANWHILE_PLAIN_HEAP -DMEANWHILE_ONE_JUMP
LDFLAGS.asan = -fsanitize=address,undefined
CFLAGS.tsan = -O1 -fsanitize=thread -DMEANWHILE_PLAIN_HEAP
LDFLAGS.tsan = -fsanitize=thread
CFLAGS.fuzz = $(CFLAGS.asan) -fsanitize=fuzzer-no-link
LDFLAGS.fuzz = $(LDFLAGS.asan) -fsanitize=fuzzer
ifeq ($(CI),true)
WARNINGS += -Werror
endif
LIBRARIES = -lgmp -ljansson -lmd4c -lz -lm
UI_LIBRARIES = -lSDL2_ttf -lSDL2 -lpng -lfontconfig
REAL_LIBRARIES = -lcurl -levent_core -lssl -lcrypto

# The library holds everything but the window and real runs; what tests of these need besides is UI_OBJECTS
# and REAL_OBJECTS.
REAL_SOURCES = $(wildcard src/real/*.c src/session/real_engine.c src/session/cpython_engine.c src/session/race.c src/cli/cli_real.c \
	src/cli/command_serve.c src/cli/command_race.c src/cli/command_calibrate.c)
SOURCES = $(filter-out src/ui/% $(REAL_SOURCES),$(wildcard src/*/*.c src/vm/*/*.c src/session/*/*.c))
OBJECTS = $(SOURCES:%.c=$(BUILD)/%.o) $(BUILD)/gen/embedded_modules.o $(BUILD)/gen/player.o $(BUILD)/gen/light_theme.o
UI_OBJECTS = $(patsubst %.c,$(BUILD)/%.o,$(wildcard src/ui/*.c))
REAL_OBJECTS = $(REAL_SOURCES:%.c=$(BUILD)/%.o)
MODULES = $(sort $(wildcard src/vm/modules/*.py src/session/modules/*.py))
UNIT_TESTS = $(patsubst %.c,$(BUILD)/%,$(wildcard tests/unit/*/test_*.c))
FUZZ_TARGETS = $(patsubst %.c,$(BUILD)/%,$(wildcard tests/fuzz/fuzz_*.c))
C_FILES = $(wildcard src/*.c src/*/*.[ch] src/*/*/*.[ch] tests/*/*.[ch] tests/*/*/*.[ch])

# As many jobs as there are processors, unless make was told otherwise.
ifeq ($(MAKELEVEL)$(filter -j% --jobserver%,$(MAKEFLAGS)),0)
MAKEFLAGS += --jobs=$(shell nproc 2>/dev/null || echo 1)
endif

# One short line per file; V=1 shows the commands.
Q = $(if $(V),,@echo '  $@';)
CC.COMPILE = $(Q)$(CC) $(COMMON) $(CFLAGS.$(MODE)) $(CFLAGS) -c -o $@ $<
CC.LINK = $(Q)$(CC) $(LDFLAGS.$(MODE)) $(LDFLAGS) -o $@ $^ $(LIBRARIES)

all: $(BUILD)/meanwhile $(BUILD)/meanwhile-window $(BUILD)/meanwhile-real

help:
	@echo 'make            builds $(BUILD)/meanwhile'
	@echo 'make demo       two programs of a tutorial, one after another and together, side by side: in the'
	@echo '                window where there is a display; make pictures draws those of the README'
	@echo 'make test       unit tests, test programs, command line tests, a short fuzz run'
	@echo 'make unit | programs | real | e2e   one of them; make oracle rewrites what CPython says'
	@echo 'make speedscope                 Chrome traces read by speedscope, from npm where that answers'
	@echo 'make asan       the same tests under the address and undefined behaviour sanitizers'
	@echo 'make tsan       programs on real threads under the thread sanitizer'
	@echo 'make lint       formatting, folder rule, names, comments, clang warnings, clang-tidy'
	@echo 'make format     rewrites the C files as .clang-format says'
	@echo 'make fuzz       each fuzz target for FUZZ_SECONDS (600) seconds'
	@echo 'make bench      the speed and memory table, against CPython; BENCH_RUNS (5) runs each;'
	@echo '                bench-real only what real requests take, beside other clients'
	@echo 'make install | uninstall        to and from PREFIX (/usr/local); DESTDIR is honoured'
	@echo 'make dist       what is committed as one $(BUILD)/meanwhile-VERSION.tar.gz'
	@echo 'make clean      removes $(BUILD)'

$(BUILD)/meanwhile: $(BUILD)/src/main.o $(BUILD)/libmeanwhile.a
	$(CC.LINK)

$(BUILD)/meanwhile-window: $(BUILD)/src/main_window.o $(UI_OBJECTS) $(BUILD)/libmeanwhile.a
	$(CC.LINK) $(UI_LIBRARIES)

$(BUILD)/meanwhile-real: $(BUILD)/src/main_real.o $(REAL_OBJECTS) $(BUILD)/libmeanwhile.a
	$(CC.LINK) $(REAL_LIBRARIES)

# Loops over pixels, which the compiler turns into vector code only when told.
$(BUILD)/src/ui/raster.o: CFLAGS.release += -O3

# Each instruction jumps to the next one by itself, and keeps for that no value through all of the others:
# gcc would merge what their ends have in common.
ifeq ($(findstring clang,$(CC)),)
$(BUILD)/src/vm/interpreter.o: CFLAGS.release += -fno-gcse -fno-crossjumping
endif

# With a fuzzer's counters clang needs minutes to optimise so large a function.
$(BUILD)/src/vm/interpreter.o: CFLAGS.fuzz += -O0

$(BUILD)/libmeanwhile.a: $(OBJECTS)
	$(Q)rm -f $@ && ar rcs $@ $^

$(BUILD)/%.o: %.c | $(BUILD)/packages-build
	@mkdir -p $(@D)
	$(CC.COMPILE)

# The modules that are written in the subset itself, as one C file of byte arrays.
$(BUILD)/gen/embedded_modules.c: $(MODULES) Makefile
	@mkdir -p $(@D)
	@{ echo '#include "vm/embedded.h"'; \
	for file in $(MODULES); do \
	  name=$$(basename $$file .py); \
	  echo "static const unsigned char text_$$name[] = {"; od -An -v -tx1 $$file | sed 's/ \(..\)/0x\1,/g'; echo "0};"; \
	done; \
	echo "const EmbeddedModule EMBEDDED_MODULES[] = {"; \
	for file in $(MODULES); do \
	  name=$$(basename $$file .py); \
	  echo "{\"$$(echo $$name | sed 's/\([a-z]\)__\([a-z]\)/\1.\2/g')\", (const char *)text_$$name, sizeof text_$$name - 1},"; \
	done; \
	echo "{0, 0, 0}};"; } > $@

# The theme of those who read no files.
$(BUILD)/gen/light_theme.c: assets/themes/light.theme Makefile
	@mkdir -p $(@D)
	@{ echo '#include "scene/theme.h"'; \
	echo "const unsigned char THEME_LIGHT_TEXT[] = {"; od -An -v -tx1 $< | sed 's/ \(..\)/0x\1,/g'; echo "0};"; \
	echo "const size_t THEME_LIGHT_TEXT_BYTES = sizeof THEME_LIGHT_TEXT - 1;"; } > $@

# The HTML report's player, as three strings.
$(BUILD)/gen/player.c: $(wildcard assets/player/*) Makefile
	@mkdir -p $(@D)
	@{ echo '#include "report/player.h"'; \
	for part in PAGE:html STYLE:css SCRIPT:js; do \
	  echo "const char PLAYER_$${part%:*}[] = {"; \
	  od -An -v -tx1 assets/player/player.$${part#*:} | sed 's/ \(..\)/(char)0x\1,/g'; echo "0};"; \
	done; } > $@

$(BUILD)/gen/%.o: $(BUILD)/gen/%.c | $(BUILD)/packages-build
	$(CC.COMPILE)

# What a job needs from Debian, installed when it is missing; the stamp keeps the question cheap.
PACKAGES.build = gcc libc6-dev libgmp-dev libjansson-dev zlib1g-dev libmd4c-dev libsdl2-dev libsdl2-ttf-dev libpng-dev \
	libfontconfig-dev fonts-dejavu-core libcurl4-openssl-dev libevent-dev libssl-dev
PACKAGES.test = libcmocka-dev xvfb xdotool python3 python3-requests python3-httpx python3-aiohttp python3-fastapi \
	python3-uvicorn python3-jsonschema curl chromium bash zsh fish groff-base
PACKAGES.lint = clang clang-format clang-tidy python3
PACKAGES.fuzz = clang libclang-rt-14-dev llvm

$(BUILD)/packages-%: tests/setup/install-packages.sh Makefile
	@mkdir -p $(@D)
	@sh tests/setup/install-packages.sh $(PACKAGES.$*)
	@touch $@

# Every tests/unit/FOLDER/test_FILE.c is a program of its own; so is every tests/fuzz/fuzz_NAME.c, which
# has libFuzzer for its main function in MODE=fuzz and tests/fuzz/replay.c otherwise.
$(BUILD)/tests/unit/%.o: tests/unit/%.c | $(BUILD)/packages-build $(BUILD)/packages-test
	@mkdir -p $(@D)
	$(CC.COMPILE) -Itests

$(BUILD)/tests/unit/%: $(BUILD)/tests/unit/%.o $(BUILD)/libmeanwhile.a
	$(CC.LINK) -lcmocka

$(filter $(BUILD)/tests/unit/ui/%,$(UNIT_TESTS)): %: %.o $(UI_OBJECTS) $(BUILD)/libmeanwhile.a
	$(CC.LINK) $(UI_LIBRARIES) -lcmocka

$(filter $(BUILD)/tests/unit/real/%,$(UNIT_TESTS)): %: %.o $(REAL_OBJECTS) $(BUILD)/libmeanwhile.a
	$(CC.LINK) $(REAL_LIBRARIES) -lcmocka

FUZZ_MAIN = $(if $(filter fuzz,$(MODE)),,$(BUILD)/tests/fuzz/replay.o)
$(BUILD)/tests/fuzz/fuzz_%: $(BUILD)/tests/fuzz/fuzz_%.o $(FUZZ_MAIN) $(BUILD)/libmeanwhile.a
	$(CC.LINK)

$(BUILD)/tests/fuzz/fuzz_request: %: %.o $(FUZZ_MAIN) $(REAL_OBJECTS) $(BUILD)/libmeanwhile.a
	$(CC.LINK) $(REAL_LIBRARIES)

.PRECIOUS: $(BUILD)/packages-%
.SECONDARY: $(UNIT_TESTS:%=%.o) $(FUZZ_TARGETS:%=%.o) $(BUILD)/tests/fuzz/replay.o $(BUILD)/gen/embedded_modules.c $(BUILD)/gen/light_theme.c

RUN_TESTS = PYTHONDONTWRITEBYTECODE=1 $(PYTHON) tests/run.py --build $(BUILD)
unit-programs: $(UNIT_TESTS)
fuzz-programs: $(FUZZ_TARGETS)

# CPython is asked again only in the usual build: it does not change with ours.
SUITES.release = unit programs real oracle e2e fuzz
SUITES.debug = $(SUITES.release)
SUITES.asan = unit programs real e2e fuzz
test: all $(UNIT_TESTS) $(FUZZ_TARGETS) | $(BUILD)/packages-test
	@$(RUN_TESTS) $(SUITES.$(MODE))

unit: $(UNIT_TESTS) | $(BUILD)/packages-test
	@$(RUN_TESTS) unit

programs real e2e: all | $(BUILD)/packages-test
	@$(RUN_TESTS) $@

# Our Chrome traces, read by speedscope itself: needs npm's registry, and says so where that is not there.
speedscope: all | $(BUILD)/packages-test
	@PYTHONDONTWRITEBYTECODE=1 $(PYTHON) tests/interop/speedscope.py --build $(BUILD)

# Writes the expected output of every test program anew, by CPython on the virtual clock.
oracle: $(BUILD)/meanwhile | $(BUILD)/packages-test
	@PYTHONDONTWRITEBYTECODE=1 $(PYTHON) tests/programs/run.py --build $(BUILD) --update

# In the window where there is a display; elsewhere in the terminal, and as a picture.
DEMO = assets/demo/sequential.py assets/demo/gathered.py
demo: all
	@if [ -n "$$DISPLAY$$WAYLAND_DISPLAY" ]; then $(BUILD)/meanwhile play $(DEMO); else \
	  $(BUILD)/meanwhile compare $(DEMO) && $(BUILD)/meanwhile shot -o $(BUILD)/demo.png $(DEMO) && \
	  echo && echo 'What the window shows: $(BUILD)/demo.png'; fi

# The README's pictures.
pictures: all
	@for theme in light dark; do $(BUILD)/meanwhile shot --layout code --size 1600x800 --theme $$theme \
	  -o assets/pictures/$$theme.png $(DEMO) && XDG_DATA_HOME=$(abspath $(BUILD)/nobody) $(BUILD)/meanwhile shot \
	  --size 1600x900 --theme $$theme --script assets/pictures/lesson.txt -o assets/pictures/lesson-$$theme.png \
	  lessons/06-gather.md; done

asan:
	@$(MAKE) --no-print-directory BUILD=$(BUILD)/asan MODE=asan test

tsan:
	@$(MAKE) --no-print-directory BUILD=$(BUILD)/tsan MODE=tsan real-threads

# What starts threads of the system: the machine on a real clock, what carries requests, whole programs.
THREADED_TESTS = $(BUILD)/tests/unit/sim/test_machine_clock $(BUILD)/tests/unit/real/test_clock \
	$(BUILD)/tests/unit/real/test_carrier
real-threads: $(BUILD)/meanwhile-real $(THREADED_TESTS) | $(BUILD)/packages-test
	@for test in $(THREADED_TESTS); do TSAN_OPTIONS=halt_on_error=1 $$test || exit 1; done
	@$(RUN_TESTS) real

fuzz:
	@$(MAKE) --no-print-directory BUILD=$(BUILD)/fuzz MODE=fuzz CC=clang fuzz-run

fuzz-run: $(FUZZ_TARGETS) | $(BUILD)/packages-fuzz $(BUILD)/packages-test
	@PYTHONDONTWRITEBYTECODE=1 $(PYTHON) tests/fuzz/fuzz.py --build $(BUILD) --libfuzzer --seconds $(FUZZ_SECONDS)

ifeq ($(MODE),fuzz)
$(OBJECTS) $(FUZZ_TARGETS:%=%.o): | $(BUILD)/packages-fuzz
endif

$(BUILD)/tests/bench/bench_%: $(BUILD)/tests/bench/bench_%.o $(BUILD)/libmeanwhile.a
	$(CC.LINK)

$(BUILD)/tests/bench/bench_frame: $(BUILD)/tests/bench/bench_frame.o $(UI_OBJECTS) $(BUILD)/libmeanwhile.a
	$(CC.LINK) $(UI_LIBRARIES)

# Clients in C that others are measured by.
$(BUILD)/tests/bench/baseline_%.o: tests/bench/baseline_%.c | $(BUILD)/packages-build
	@mkdir -p $(@D)
	$(CC.COMPILE) -Itests

$(BUILD)/tests/bench/baseline_%: $(BUILD)/tests/bench/baseline_%.o
	$(CC.LINK) -lcurl

BASELINES = $(patsubst %.c,$(BUILD)/%,$(wildcard tests/bench/baseline_*.c))
bench-real: all $(BASELINES) | $(BUILD)/packages-test
	@PYTHONDONTWRITEBYTECODE=1 $(PYTHON) tests/bench/real.py --build $(BUILD) --runs $(BENCH_RUNS)

$(BUILD)/tests/bench/bench_server: $(BUILD)/tests/bench/bench_server.o $(REAL_OBJECTS) $(BUILD)/libmeanwhile.a
	$(CC.LINK) $(REAL_LIBRARIES)

bench: all bench-real $(BUILD)/tests/bench/bench_scene $(BUILD)/tests/bench/bench_frame $(BUILD)/tests/bench/bench_server | $(BUILD)/packages-test
	@PYTHONDONTWRITEBYTECODE=1 $(PYTHON) tests/bench/bench.py --build $(BUILD) --runs $(BENCH_RUNS)
	@PYTHONDONTWRITEBYTECODE=1 $(PYTHON) tests/bench/network.py --build $(BUILD)
	@PYTHONDONTWRITEBYTECODE=1 $(PYTHON) tests/bench/explore.py --build $(BUILD)
	@PYTHONDONTWRITEBYTECODE=1 $(PYTHON) tests/bench/sweep.py --build $(BUILD)
	@PYTHONDONTWRITEBYTECODE=1 $(PYTHON) tests/bench/servers.py --build $(BUILD)
	@PYTHONDONTWRITEBYTECODE=1 $(PYTHON) tests/bench/cpython.py --build $(BUILD) --runs $(BENCH_RUNS)
	@$(BUILD)/tests/bench/bench_server
	@$(BUILD)/tests/bench/bench_scene
	@$(BUILD)/tests/bench/bench_frame
	@PYTHONDONTWRITEBYTECODE=1 $(PYTHON) tests/bench/machine.py --build $(BUILD)
	@PYTHONDONTWRITEBYTECODE=1 $(PYTHON) tests/bench/reports.py --build $(BUILD)
	@PYTHONDONTWRITEBYTECODE=1 $(PYTHON) tests/bench/window.py --build $(BUILD) --runs $(BENCH_RUNS)

lint: lint-text lint-tidy lint-clang

lint-text: | $(BUILD)/packages-lint
	@clang-format --dry-run -Werror $(C_FILES) 2>$(BUILD)/format.log || { \
	  sed -n 's/:[0-9]*: error: code should be.*/: not formatted; make format/p' $(BUILD)/format.log | sort -u -t: -k1,1; exit 1; }
	@PYTHONDONTWRITEBYTECODE=1 $(PYTHON) tests/lint/lint.py

# A file is looked at again only when it, a header or the list of checks has changed.
TIDY_STAMPS = $(patsubst %.c,$(BUILD)/tidy/%.ok,$(filter %.c,$(C_FILES)))
lint-tidy: $(TIDY_STAMPS)
$(BUILD)/tidy/%.ok: %.c .clang-tidy $(filter %.h,$(C_FILES)) | $(BUILD)/packages-lint $(BUILD)/packages-build $(BUILD)/packages-test
	@mkdir -p $(@D)
	@clang-tidy --quiet --warnings-as-errors='*' $< -- -std=c11 -D_GNU_SOURCE -Isrc -Itests >$@.log 2>$@.err || { cat $@.log; exit 1; }
	@touch $@

lint-clang: | $(BUILD)/packages-lint
	@$(MAKE) --no-print-directory BUILD=$(BUILD)/clang MODE=release CC=clang CI=true all unit-programs fuzz-programs

format: | $(BUILD)/packages-lint
	clang-format -i $(C_FILES)

# What `make install` puts where: the executable finds its files from its own place (installation.h),
# the rest lies where shells, man and the desktop look. The Python shim looks for the HTTP clients
# where they are in the tree, seen from assets/.
AT = $(DESTDIR)$(PREFIX)
SHARE = $(AT)/share/meanwhile
ICONS = $(AT)/share/icons/hicolor
ICON_SIZES = 48 128 256
INSTALLED_FOLDERS = $(filter-out assets/pictures assets/desktop,$(wildcard assets/* lessons))
INSTALLED_FILES = bin/meanwhile share/man/man1/meanwhile.1 share/bash-completion/completions/meanwhile \
	share/zsh/site-functions/_meanwhile share/fish/vendor_completions.d/meanwhile.fish \
	share/applications/meanwhile.desktop share/icons/hicolor/scalable/apps/meanwhile.svg \
	$(foreach size,$(ICON_SIZES),share/icons/hicolor/$(size)x$(size)/apps/meanwhile.png)
install: all uninstall
	install -d "$(AT)/bin" "$(AT)/libexec/meanwhile" "$(SHARE)/assets" "$(SHARE)/src/session/modules"
	install -m 755 $(BUILD)/meanwhile "$(AT)/bin/meanwhile"
	install -m 755 $(BUILD)/meanwhile-window $(BUILD)/meanwhile-real "$(AT)/libexec/meanwhile"
	tar -cf - --exclude=__pycache__ --mode=u=rwX,go=rX $(INSTALLED_FOLDERS) src/session/modules/*.py | \
	  tar -xf - --no-same-owner -C "$(SHARE)"
	$(BUILD)/meanwhile help man | install -D -m 644 /dev/stdin "$(AT)/share/man/man1/meanwhile.1"
	$(BUILD)/meanwhile help bash | install -D -m 644 /dev/stdin "$(AT)/share/bash-completion/completions/meanwhile"
	$(BUILD)/meanwhile help zsh | install -D -m 644 /dev/stdin "$(AT)/share/zsh/site-functions/_meanwhile"
	$(BUILD)/meanwhile help fish | install -D -m 644 /dev/stdin "$(AT)/share/fish/vendor_completions.d/meanwhile.fish"
	install -D -m 644 assets/desktop/meanwhile.desktop "$(AT)/share/applications/meanwhile.desktop"
	install -D -m 644 assets/desktop/meanwhile.svg "$(ICONS)/scalable/apps/meanwhile.svg"
	for size in $(ICON_SIZES); do install -D -m 644 assets/desktop/meanwhile-$$size.png \
	  "$(ICONS)/$${size}x$$size/apps/meanwhile.png" || exit 1; done

uninstall:
	cd "$(AT)/" 2>/dev/null || exit 0; rm -rf share/meanwhile libexec/meanwhile && rm -f $(INSTALLED_FILES)

# What is committed, under a name with the version: the same commit gives the same bytes.
VERSION = $(shell sed -n 's/.*MEANWHILE_VERSION "\(.*\)"/\1/p' src/cli/cli.h)
dist:
	@mkdir -p $(BUILD)
	$(Q)git archive --format=tar --prefix=meanwhile-$(VERSION)/ HEAD | gzip -n9 >$(BUILD)/meanwhile-$(VERSION).tar.gz.part
	@mv $(BUILD)/meanwhile-$(VERSION).tar.gz.part $(BUILD)/meanwhile-$(VERSION).tar.gz
	@echo '$(BUILD)/meanwhile-$(VERSION).tar.gz'

clean:
	rm -rf $(BUILD)

-include $(OBJECTS:.o=.d) $(UI_OBJECTS:.o=.d) $(REAL_OBJECTS:.o=.d) $(BUILD)/src/main.d $(BUILD)/src/main_window.d \
	$(BUILD)/src/main_real.d $(UNIT_TESTS:%=%.d) $(FUZZ_TARGETS:%=%.d)
.PHONY: all help test unit unit-programs programs real e2e speedscope oracle demo pictures asan tsan real-threads fuzz fuzz-run fuzz-programs \
	bench bench-real lint lint-text lint-tidy lint-clang format install uninstall dist clean
