def run(program, data=""):
    jumps, stack = {}, []
    for i, c in enumerate(program):
        if c == "[":
            stack.append(i)
        elif c == "]":
            j = stack.pop()
            jumps[i], jumps[j] = j, i
    tape, pointer, pc, out, given = [0] * 100, 0, 0, [], iter(data)
    while pc < len(program):
        match_ = program[pc]
        if match_ == ">":
            pointer += 1
        elif match_ == "<":
            pointer -= 1
        elif match_ == "+":
            tape[pointer] = (tape[pointer] + 1) % 256
        elif match_ == "-":
            tape[pointer] = (tape[pointer] - 1) % 256
        elif match_ == ".":
            out.append(chr(tape[pointer]))
        elif match_ == ",":
            tape[pointer] = ord(next(given, "\0"))
        elif match_ == "[" and not tape[pointer] or match_ == "]" and tape[pointer]:
            pc = jumps[pc]
        pc += 1
    return "".join(out)


print(run("++++++++[>++++[>++>+++>+++>+<<<<-]>+>+>->>+[<]<-]>>.>---.+++++++..+++.>>.<-.<.+++.------.--------.>>+."))
print(run(",[.,]", "echo!"), run(",>,<[->+<]>.", "!\x20"))
