"""From an annotation to a checked value, as pydantic 1.10 does it: what a parameter of a path, a query
or a body, a model's field or a handler's answer must be. A Rule is made once, from an annotation and
what Field(), Query() … say about it; its check() turns a value into the annotated type or tells what
is wrong, as a list of errors. An error is the dict that pydantic shows: loc, msg, type and perhaps
ctx. Annotations that we cannot check faithfully end the run when the rule is made."""

import dataclasses
import enum
import math

from _meanwhile import refuse
from _signatures import resolve
from collections import deque
import typing

UNSET = typing._Form("Undefined")
_FORM = type(typing.Any)
_UNION = type(int | None)
_ALIAS = type(list[int])
_GENERATOR = type(_ for _ in ())
_INT_DIGITS_MAX = 4300

_TRUE = (1, "1", "on", "t", "true", "y", "yes")
_FALSE = (0, "0", "off", "f", "false", "n", "no")

_SEQUENCES = {
    list: ("type_error.list", "value is not a valid list"),
    tuple: ("type_error.tuple", "value is not a valid tuple"),
    set: ("type_error.set", "value is not a valid set"),
    frozenset: ("type_error.frozenset", "value is not a valid frozenset"),
}


class FieldInfo:
    """What Field(), Query(), Path(), Header() and Body() say about a value beside its type."""

    def __init__(self, default=UNSET, *, default_factory=None, alias=None, title=None,
                 description=None, gt=None, ge=None, lt=None, le=None, multiple_of=None,
                 allow_inf_nan=None, min_items=None, max_items=None, min_length=None,
                 max_length=None, repr=True, example=None, examples=None, deprecated=None,
                 include_in_schema=True, **more):
        for name in more:
            refuse(f"pydantic: {name}=", "state it in the handler, with an if")
        if default is not UNSET and default_factory is not None:
            raise ValueError("cannot specify both default and default_factory")
        self.default = default
        self.default_factory = default_factory
        self.alias = alias
        self.title = title
        self.description = description
        self.repr = repr
        self.gt = gt
        self.ge = ge
        self.lt = lt
        self.le = le
        self.multiple_of = multiple_of
        self.allow_inf_nan = allow_inf_nan
        self.min_items = min_items
        self.max_items = max_items
        self.min_length = min_length
        self.max_length = max_length

    def limits(self, names):
        """Those of its limits that are set."""
        found = {}
        for name in names:
            value = getattr(self, name)
            if value is not None:
                found[name] = value
        return found


_NUMBER_LIMITS = ("gt", "lt", "ge", "le", "multiple_of")
_LIMITS = _NUMBER_LIMITS + ("allow_inf_nan", "min_items", "max_items", "min_length", "max_length")


def error(loc, kind, message, **context):
    made = {"loc": loc, "msg": message, "type": kind}
    if context:
        made["ctx"] = context
    return made


def missing(loc):
    return error(loc, "value_error.missing", "field required")


def is_class_variable(annotation):
    if isinstance(annotation, str):
        return annotation.startswith(("ClassVar", "typing.ClassVar"))
    return isinstance(annotation, _FORM) and annotation._name == "ClassVar"


def sequence_like(value):
    return isinstance(value, (list, tuple, set, frozenset, _GENERATOR, deque))


def type_text(annotation):
    return annotation.__name__ if isinstance(annotation, type) else repr(annotation)


# ---- single values: each takes a value, and returns it converted or raises _Wrong ----


class _Wrong(Exception):
    def __init__(self, kind, message, **context):
        self.kind = kind
        self.message = message
        self.context = context


def _to_str(value):
    if isinstance(value, str):
        return value.value if isinstance(value, enum.Enum) else value
    if isinstance(value, (float, int)):
        return str(value)
    if isinstance(value, bytes):
        return value.decode()
    raise _Wrong("type_error.str", "str type expected")


def _to_bytes(value):
    if isinstance(value, bytes):
        return value
    if isinstance(value, str):
        return value.encode()
    if isinstance(value, (float, int)):
        return str(value).encode()
    raise _Wrong("type_error.bytes", "byte type expected")


def _to_bool(value):
    if value is True or value is False:
        return value
    if isinstance(value, bytes):
        value = value.decode()
    if isinstance(value, str):
        value = value.lower()
    if value in _TRUE:
        return True
    if value in _FALSE:
        return False
    raise _Wrong("type_error.bool", "value could not be parsed to a boolean")


def _to_int(value):
    if isinstance(value, int) and value is not True and value is not False:
        return value
    if not isinstance(value, (str, bytes)) or len(value) <= _INT_DIGITS_MAX:
        try:
            return int(value)
        except (TypeError, ValueError, OverflowError):
            pass
    raise _Wrong("type_error.integer", "value is not a valid integer")


def _to_float(value):
    if isinstance(value, float):
        return value
    try:
        return float(value)
    except (TypeError, ValueError):
        raise _Wrong("type_error.float", "value is not a valid float")


def _to_dict(value):
    if isinstance(value, dict):
        return value
    try:
        return dict(value)
    except (TypeError, ValueError):
        raise _Wrong("type_error.dict", "value is not a valid dict")


def _to_sequence(kind):
    def convert(value):
        if isinstance(value, kind):
            return value
        if sequence_like(value):
            return kind(value)
        raise _Wrong(*_SEQUENCES[kind])

    return convert


def _to_member(kind):
    def convert(value):
        try:
            return kind(value)
        except ValueError:
            members = list(kind)
            permitted = ", ".join([repr(member.value) for member in members])
            raise _Wrong("type_error.enum",
                         f"value is not a valid enumeration member; permitted: {permitted}",
                         enum_values=members)

    return convert


def _to_literal(permitted):
    choices = {one: one for one in permitted}

    def convert(value):
        if value in choices:
            return choices[value]
        shown = ", ".join([repr(one) for one in permitted])
        raise _Wrong("value_error.const", f"unexpected value; permitted: {shown}", given=value,
                     permitted=tuple(permitted))

    return convert


def _number_limit(limits):
    def check(value):
        if "gt" in limits and not value > limits["gt"]:
            raise _Wrong("value_error.number.not_gt",
                         f"ensure this value is greater than {limits['gt']}",
                         limit_value=limits["gt"])
        if "gt" not in limits and "ge" in limits and not value >= limits["ge"]:
            raise _Wrong("value_error.number.not_ge",
                         f"ensure this value is greater than or equal to {limits['ge']}",
                         limit_value=limits["ge"])
        if "lt" in limits and not value < limits["lt"]:
            raise _Wrong("value_error.number.not_lt",
                         f"ensure this value is less than {limits['lt']}",
                         limit_value=limits["lt"])
        if "le" in limits and not value <= limits["le"]:
            raise _Wrong("value_error.number.not_le",
                         f"ensure this value is less than or equal to {limits['le']}",
                         limit_value=limits["le"])
        if "multiple_of" in limits:
            rest = float(value) / float(limits["multiple_of"]) % 1
            if abs(rest) > 1e-8 and abs(rest - 1.0) > 1e-8:
                raise _Wrong("value_error.number.not_multiple",
                             f"ensure this value is a multiple of {limits['multiple_of']}",
                             multiple_of=limits["multiple_of"])
        return value

    return check


def _finite(value):
    if math.isnan(value) or math.isinf(value):
        raise _Wrong("value_error.number.not_finite_number",
                     "ensure this value is a finite number")
    return value


def _length_limit(limits):
    def check(value):
        if "min_length" in limits and len(value) < limits["min_length"]:
            raise _Wrong("value_error.any_str.min_length",
                         f"ensure this value has at least {limits['min_length']} characters",
                         limit_value=limits["min_length"])
        if "max_length" in limits and len(value) > limits["max_length"]:
            raise _Wrong("value_error.any_str.max_length",
                         f"ensure this value has at most {limits['max_length']} characters",
                         limit_value=limits["max_length"])
        return value

    return check


def _converters(annotation, info):
    """What a plain class asks of a value, in pydantic's order."""
    if issubclass(annotation, enum.Enum):
        if issubclass(annotation, enum.IntEnum):
            return [_to_int, _to_member(annotation)]
        return [_to_member(annotation)]
    if annotation is str or annotation is bytes:
        found = [_to_str if annotation is str else _to_bytes]
        limits = info.limits(("min_length", "max_length"))
        return found + [_length_limit(limits)] if limits else found
    if annotation is bool:
        return [_to_bool]
    if annotation is int or annotation is float:
        found = [_to_int if annotation is int else _to_float]
        limits = info.limits(_NUMBER_LIMITS)
        if limits:
            found.append(_number_limit(limits))
        if annotation is float and info.allow_inf_nan is False:
            found.append(_finite)
        return found
    if annotation is dict:
        return [_to_dict]
    if annotation in _SEQUENCES:
        return [_to_sequence(annotation)]
    refuse(f"pydantic: the annotation {type_text(annotation)}",
           "use str, int, float, bool, list, dict, Optional, an Enum or a BaseModel")


def _other_error(loc, wrong):
    """What Python itself has raised about a value."""
    kind = "type_error" if isinstance(wrong, TypeError) else "value_error"
    if type(wrong) is not TypeError and type(wrong) is not ValueError:
        kind += "." + type(wrong).__name__.replace("Error", "").lower()
    return error(loc, kind, str(wrong))


class Rule:
    """One annotation. `shape` is "any", "class", "model", "literal", "union", "dict", "tuple" (of
    given items) or list, set, frozenset, tuple (of equal items): then `parts` are the rules of what
    is inside, and `key` that of a dict's keys."""

    def __init__(self, annotation, info, default_is_none=False):
        self.info = info
        self.allow_none = default_is_none
        self.required = UNSET  # False: the annotation itself says that nothing is fine
        self.parts = []
        self.key = None
        self.converters = []
        self.shape = "class"
        self.type = annotation
        self._analyse(annotation)

    def _part(self, annotation):
        return Rule(annotation, self.info)

    def _plain_part(self, annotation):
        return Rule(annotation, FieldInfo())

    def _analyse(self, annotation):
        if annotation is typing.Any or annotation is object:
            self.shape = "any"
            self.allow_none = True
            self.required = False
        elif annotation is None or annotation is type(None):
            self._refuse(None)
        elif isinstance(annotation, _UNION):
            self._analyse_union(annotation.__args__)
        elif isinstance(annotation, _ALIAS):
            self._analyse_container(annotation.__origin__, annotation.__args__, annotation)
        elif isinstance(annotation, _FORM):
            self._analyse_form(annotation)
        elif isinstance(annotation, type):
            self._analyse_class(annotation)
        else:
            self._refuse(annotation)

    def _refuse(self, annotation):
        refuse(f"pydantic: the annotation {type_text(annotation)}",
               "use str, int, float, bool, list, dict, Optional, an Enum or a BaseModel")

    def _analyse_class(self, annotation):
        if hasattr(annotation, "_model_fields"):
            self.shape = "model"
        elif dataclasses.is_dataclass(annotation):
            refuse(f"pydantic: the dataclass {annotation.__name__} as an annotation",
                   "derive it from pydantic.BaseModel")
        else:
            self.converters = _converters(annotation, self.info)

    def _analyse_form(self, annotation):
        name, args = annotation._name, annotation.__args__
        if name == "Union" and args:
            self._analyse_union(args)
        elif name == "Literal" and args:
            self.shape = "literal"
            permitted = []
            for arg in args:
                if not any([type(arg) is type(one) and arg == one for one in permitted]):
                    permitted.append(arg)
            if permitted == [None]:
                self._refuse(annotation)
            self.converters = [_to_literal(permitted)]
        elif name in ("List", "Set", "FrozenSet", "Tuple", "Dict"):
            origin = annotation.__origin__
            if args:
                self._analyse_container(origin, args, annotation)
            elif origin is tuple:
                self.shape = tuple
                self.parts = [self._part(typing.Any)]
            elif origin is dict:
                self._analyse_container(dict, (typing.Any, typing.Any), annotation)
            else:
                self._analyse_container(origin, (typing.Any,), annotation)
        else:
            self._refuse(annotation)

    def _analyse_union(self, args):
        others = []
        for arg in args:
            if arg is None or arg is type(None):
                self.allow_none = True
                self.required = False
            else:
                if arg is typing.Any or arg is object:
                    self.allow_none = True
                    self.required = False
                others.append(arg)
        if len(others) == 1:
            self.type = others[0]
            self._analyse(others[0])
            return
        self.shape = "union"
        self.parts = [self._part(other) for other in others]

    def _analyse_container(self, origin, args, annotation):
        if origin is dict:
            self.shape = "dict"
            self.key = self._plain_part(args[0])
            self.parts = [self._part(args[1])]
            self.type = args[1]
        elif origin is tuple:
            if len(args) == 2 and args[1] is ...:
                self.shape = tuple
                self.parts = [self._part(args[0])]
            else:
                self.shape = "tuple"
                self.parts = [self._part(arg) for arg in args]
        elif origin in (list, set, frozenset):
            self.shape = origin
            self.type = args[0]
            self.parts = [self._part(args[0])]
        else:
            self._refuse(annotation)

    # -- what FastAPI asks about a rule --

    def is_scalar(self):
        if self.shape in ("model", "dict", "tuple") or isinstance(self.shape, type):
            return False
        if self.shape == "class" and issubclass(self.type, (list, set, tuple, dict)):
            return False
        return all([part.is_scalar() for part in self.parts])

    def is_scalar_sequence(self):
        if isinstance(self.shape, type) or self.shape == "tuple":
            return all([part.is_scalar() for part in self.parts])
        return self.shape == "class" and issubclass(self.type, (list, set, tuple))

    # -- checking --

    def check(self, value, loc):
        """(value, None), or (value, errors)."""
        if value is None:
            if self.allow_none:
                return None, None
            return None, [error(loc, "type_error.none.not_allowed",
                                "none is not an allowed value")]
        shape = self.shape
        if shape == "any":
            return value, None
        if shape == "model":
            return self._check_model(value, loc)
        if shape == "union":
            return self._check_union(value, loc)
        if shape == "dict":
            return self._check_dict(value, loc)
        if shape == "tuple":
            return self._check_tuple(value, loc)
        if shape in _SEQUENCES:
            return self._check_sequence(value, loc)
        try:
            for convert in self.converters:
                value = convert(value)
        except _Wrong as wrong:
            return value, [error(loc, wrong.kind, wrong.message, **wrong.context)]
        except (ValueError, TypeError) as wrong:
            return value, [_other_error(loc, wrong)]
        return value, None

    def _check_model(self, value, loc):
        try:
            return self.type.validate(value), None
        except ModelError as wrong:
            return value, wrong.errors_at(loc)
        except (ValueError, TypeError) as wrong:
            return value, [_other_error(loc, wrong)]

    def _check_union(self, value, loc):
        errors = []
        for part in self.parts:
            result, wrong = part.check(value, loc)
            if not wrong:
                return result, None
            errors += wrong
        return value, errors

    def _check_items(self, value, parts, loc):
        result, errors = [], []
        index = 0
        for item in value:
            part = parts[0] if len(parts) == 1 else parts[index]
            checked, wrong = part.check(item, loc + (index,))
            if wrong:
                errors += wrong
            else:
                result.append(checked)
            index += 1
        return result, errors

    def _check_sequence(self, value, loc):
        if not sequence_like(value):
            kind, message = _SEQUENCES[self.shape]
            return value, [error(loc, kind, message)]
        least, most = self.info.min_items, self.info.max_items
        if self.shape is not tuple and (least is not None or most is not None):
            name = "frozenset" if self.shape is frozenset else self.shape.__name__
            try:
                value = list(value) if self.shape is list else self.shape(value)
            except TypeError as wrong:
                return value, [_other_error(loc, wrong)]
            if least is not None and len(value) < least:
                return value, [error(loc, f"value_error.{name}.min_items",
                                     f"ensure this value has at least {least} items",
                                     limit_value=least)]
            if most is not None and len(value) > most:
                return value, [error(loc, f"value_error.{name}.max_items",
                                     f"ensure this value has at most {most} items",
                                     limit_value=most)]
        result, errors = self._check_items(value, self.parts, loc)
        if errors:
            return value, errors
        return result if self.shape is list else self.shape(result), None

    def _check_tuple(self, value, loc):
        if not sequence_like(value):
            kind, message = _SEQUENCES[tuple]
            return value, [error(loc, kind, message)]
        length, expected = len(value), len(self.parts)
        if length != expected:
            return value, [error(loc, "value_error.tuple.length",
                                 f"wrong tuple length {length}, expected {expected}",
                                 actual_length=length, expected_length=expected)]
        result, errors = self._check_items(value, self.parts, loc)
        return (value, errors) if errors else (tuple(result), None)

    def _check_dict(self, value, loc):
        try:
            items = _to_dict(value)
        except _Wrong as wrong:
            return value, [error(loc, wrong.kind, wrong.message)]
        result, errors = {}, []
        for key, item in items.items():
            checked_key, wrong = self.key.check(key, loc + ("__key__",))
            if wrong:
                errors += wrong
                continue
            checked, wrong = self.parts[0].check(item, loc + (key,))
            if wrong:
                errors += wrong
                continue
            result[checked_key] = checked
        return (value, errors) if errors else (result, None)


class ModelError(ValueError):
    """A value that is no model of the asked class: what pydantic.ValidationError stands on."""

    def errors_at(self, loc):
        found = []
        for one in self._errors:
            moved = dict(one)
            moved["loc"] = loc + one["loc"]
            found.append(moved)
        return found


class Field:
    """A named value with a rule, a default and a place in the outside world (its alias)."""

    def __init__(self, name, annotation, info, owner, required=UNSET):
        self.name = name
        self.info = info
        self.alias = info.alias or name
        default = info.default
        if default is ...:
            required, default = True, None
        elif default is not UNSET and required is UNSET:
            required = False
        self.default = None if default is UNSET else default
        self.default_factory = info.default_factory
        if self.default_factory is not None:
            required = False
        nothing = required is False and self.default is None and self.default_factory is None
        self.rule = Rule(resolve(annotation, owner), info, nothing)
        if required is UNSET:
            required = self.rule.required
        self.required = True if required is UNSET else required
        self._refuse_idle_limits()

    def _refuse_idle_limits(self):
        idle = [name for name in self.info.limits(_LIMITS) if not _uses(self.rule, name)]
        if idle:
            raise ValueError(
                f'On field "{self.name}" the following field constraints are set but not enforced: '
                f'{", ".join(idle)}. \nFor more details see '
                "https://docs.pydantic.dev/usage/schema/#unenforced-field-constraints")

    def default_value(self):
        if self.default_factory is not None:
            return self.default_factory()
        return copied(self.default)

    def check(self, value, loc):
        return self.rule.check(value, loc)


def _uses(rule, limit):
    """Whether a limit means something for a rule or what is inside."""
    if rule.shape == "class":
        kind = rule.type
        if issubclass(kind, (str, bytes)):
            return limit in ("min_length", "max_length")
        if issubclass(kind, (int, float)) and not issubclass(kind, bool):
            return limit in _NUMBER_LIMITS or (kind is float and limit == "allow_inf_nan")
        return False
    if rule.shape in (list, set, frozenset) and limit in ("min_items", "max_items"):
        return True
    return any([_uses(part, limit) for part in rule.parts])


def copied(value):
    """A default for one more use: containers and models are copied."""
    if isinstance(value, dict):
        return {key: copied(item) for key, item in value.items()}
    if isinstance(value, (list, set, frozenset)):
        return type(value)([copied(item) for item in value])
    if type(value) is tuple:
        return tuple([copied(item) for item in value])
    if hasattr(value, "_model_fields"):
        return value.copy(deep=True)
    return value
