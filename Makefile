# meanwhile: see README.md. Everything that is built goes to $(BUILD).
BUILD ?= build
MODE ?= release
CC ?= gcc
PREFIX ?= /usr/local

WARNINGS = -Wall -Wextra -Wconversion -Wshadow -Wno-sign-conversion
COMMON = -std=c11 -D_GNU_SOURCE -Isrc -ffp-contract=off -fno-strict-aliasing -g $(WARNINGS) -MMD -MP
CFLAGS.release = -O2
CFLAGS.debug = -O1
CFLAGS.asan = -O1 -fsanitize=address,undefined -fno-omit-frame-pointer -fno-sanitize-recover=all -DMEANWHILE_PLAIN_HEAP
LDFLAGS.asan = -fsanitize=address,undefined
ifeq ($(CI),true)
WARNINGS += -Werror
endif
LIBRARIES = -lgmp -ljansson -lm

SOURCES = $(filter-out src/main.c,$(wildcard src/*/*.c src/vm/*/*.c src/session/*/*.c))
OBJECTS = $(SOURCES:%.c=$(BUILD)/%.o) $(BUILD)/gen/embedded_modules.o
MODULES = $(sort $(wildcard src/vm/modules/*.py src/session/modules/*.py))

all: $(BUILD)/meanwhile

$(BUILD)/meanwhile: $(BUILD)/src/main.o $(BUILD)/libmeanwhile.a
	$(CC) $(LDFLAGS.$(MODE)) -o $@ $^ $(LIBRARIES)

$(BUILD)/libmeanwhile.a: $(OBJECTS)
	rm -f $@ && ar rcs $@ $^

$(BUILD)/%.o: %.c
	@mkdir -p $(@D)
	$(CC) $(COMMON) $(CFLAGS.$(MODE)) $(CFLAGS) -c -o $@ $<

# The modules that are written in the subset itself, as one C file of byte arrays.
$(BUILD)/gen/embedded_modules.c: $(MODULES) Makefile
	@mkdir -p $(@D)
	@{ echo '#include "vm/embedded.h"'; \
	for file in $(MODULES); do \
	  name=$$(basename $$file .py); \
	  echo "static const char text_$$name[] = {"; od -An -v -tx1 $$file | sed 's/ \(..\)/0x\1,/g'; echo "0};"; \
	done; \
	echo "const EmbeddedModule EMBEDDED_MODULES[] = {"; \
	for file in $(MODULES); do \
	  name=$$(basename $$file .py); \
	  echo "{\"$$(echo $$name | sed 's/__/./g')\", text_$$name, sizeof text_$$name - 1},"; \
	done; \
	echo "{0, 0, 0}};"; } > $@

$(BUILD)/gen/%.o: $(BUILD)/gen/%.c
	$(CC) $(COMMON) $(CFLAGS.$(MODE)) -c -o $@ $<

clean:
	rm -rf $(BUILD)

-include $(OBJECTS:.o=.d) $(BUILD)/src/main.d
.PHONY: all clean
