"""pydantic 1.10's BaseModel, Field and ValidationError, for what tutorials give fastapi: fields with
annotations, defaults and limits, models in models. The rules are _fields.py's."""

import json as _json

import _fields
from _fields import UNSET, ModelError, error, missing
from _meanwhile import refuse

VERSION = "1.10.4"
__version__ = VERSION


def _encode(value):
    """What json.dumps() does not know."""
    import enum

    if isinstance(value, BaseModel):
        return value.dict()
    if isinstance(value, enum.Enum):
        return value.value
    if isinstance(value, (set, frozenset)):
        return list(value)
    if isinstance(value, bytes):
        return value.decode()
    raise TypeError(f"Object of type '{type(value).__name__}' is not JSON serializable")


class ValidationError(ModelError):
    __refused__ = ("raw_errors",)

    def __init__(self, errors, model):
        self._errors = errors
        self.model = model

    def errors(self):
        return self._errors

    def json(self, *, indent=2):
        return _json.dumps(self._errors, indent=indent, default=_encode)

    def __str__(self):
        count = len(self._errors)
        lines = [f"{count} validation error{'' if count == 1 else 's'} for {self.model.__name__}"]
        for one in self._errors:
            lines.append(" -> ".join([str(part) for part in one["loc"]]))
            kind = "type=" + one["type"]
            for name, value in one.get("ctx", {}).items():
                kind += f"; {name}={value}"
            lines.append(f"  {one['msg']} ({kind})")
        return "\n".join(lines)

    def __repr__(self):
        return f"ValidationError(model={self.model.__name__!r}, errors={self._errors!r})"


def Field(default=UNSET, **said):
    return _fields.FieldInfo(default, **said)


def _is_field(name, value):
    if name.startswith("_"):
        return False
    return not (callable(value) or isinstance(value, (property, classmethod, staticmethod)))


class BaseModel:
    __refused__ = ("construct", "from_orm", "parse_file", "parse_raw", "schema", "schema_json",
                   "update_forward_refs", "__fields__", "__config__")
    __slots__ = ("__fields_set__",)
    _model_fields = {}

    def __init_subclass__(cls, **options):
        for name in options:
            refuse(f"pydantic: class {cls.__name__}(BaseModel, {name}=…)", "leave it out")
        fields = {}
        for base in cls.__mro__[1:]:
            if "_model_fields" in base.__dict__:
                fields.update(base._model_fields)
                break
        namespace = dict(cls.__dict__)
        if "Config" in namespace:
            refuse(f"pydantic: class Config in {cls.__name__}", "leave it out")
        annotations = namespace.get("__annotations__", {})
        for name, annotation in annotations.items():
            if name.startswith("_") or _fields.is_class_variable(annotation):
                continue
            value = namespace.get(name, UNSET)
            info = value if isinstance(value, _fields.FieldInfo) else _fields.FieldInfo(value)
            fields[name] = _fields.Field(name, annotation, info, cls)
            if name in namespace:
                delattr(cls, name)
        for name, value in namespace.items():
            if name not in annotations and _is_field(name, value):
                refuse(f"pydantic: {cls.__name__}.{name} without an annotation",
                       f"write {name}: {type(value).__name__} = …")
        cls._model_fields = fields

    def __init__(self, /, **data):
        values, errors, given = {}, [], set()
        for name, field in self._model_fields.items():
            if field.alias not in data:
                if field.required:
                    errors.append(missing((field.alias,)))
                else:
                    values[name] = field.default_value()
                continue
            given.add(name)
            value, wrong = field.check(data[field.alias], (field.alias,))
            if wrong:
                errors += wrong
            else:
                values[name] = value
        if errors:
            raise ValidationError(errors, type(self))
        self.__dict__.update(values)
        object.__setattr__(self, "__fields_set__", given)

    def __setattr__(self, name, value):
        if name not in self._model_fields:
            raise ValueError(f'"{type(self).__name__}" object has no field "{name}"')
        self.__dict__[name] = value
        self.__fields_set__.add(name)

    def __iter__(self):
        yield from self.__dict__.items()

    def __eq__(self, other):
        return self.dict() == (other.dict() if isinstance(other, BaseModel) else other)

    def _shown(self, between):
        pieces = []
        for name, value in self.__dict__.items():
            field = self._model_fields.get(name)
            if field is None or field.info.repr:
                pieces.append(f"{name}={value!r}")
        return between.join(pieces)

    def __str__(self):
        return self._shown(" ")

    def __repr__(self):
        return f"{type(self).__name__}({self._shown(', ')})"

    def dict(self, *, include=None, exclude=None, by_alias=False, exclude_unset=False,
             exclude_defaults=False, exclude_none=False):
        for names in (include, exclude):
            if isinstance(names, dict):
                refuse("pydantic: include= or exclude= with a dict", "use a set of names")
        found = {}
        for name, value in self.__dict__.items():
            field = self._model_fields.get(name)
            if include is not None and name not in include:
                continue
            if exclude is not None and name in exclude:
                continue
            if exclude_unset and name not in self.__fields_set__:
                continue
            if exclude_none and value is None:
                continue
            if exclude_defaults and not field.required and field.default == value:
                continue
            key = field.alias if by_alias and field is not None else name
            found[key] = _as_data(value, {"by_alias": by_alias, "exclude_unset": exclude_unset,
                                          "exclude_defaults": exclude_defaults,
                                          "exclude_none": exclude_none})
        return found

    def json(self, *, include=None, exclude=None, by_alias=False, exclude_unset=False,
             exclude_defaults=False, exclude_none=False, **options):
        options.setdefault("default", _encode)
        data = self.dict(include=include, exclude=exclude, by_alias=by_alias,
                         exclude_unset=exclude_unset, exclude_defaults=exclude_defaults,
                         exclude_none=exclude_none)
        return _json.dumps(data, **options)

    def copy(self, *, include=None, exclude=None, update=None, deep=False):
        if include is not None or exclude is not None:
            refuse("pydantic: copy(include=…) or copy(exclude=…)", "use dict() and a new model")
        made = object.__new__(type(self))
        values = dict(self.__dict__)
        if deep:
            values = {name: _fields.copied(value) for name, value in values.items()}
        values.update(update or {})
        made.__dict__.update(values)
        given = set(self.__fields_set__)
        given.update(update or {})
        object.__setattr__(made, "__fields_set__", given)
        return made

    @classmethod
    def parse_obj(cls, obj):
        if not isinstance(obj, dict):
            try:
                obj = dict(obj)
            except (TypeError, ValueError):
                message = f"{cls.__name__} expected dict not {type(obj).__name__}"
                raise ValidationError([error(("__root__",), "type_error", message)], cls)
        return cls(**obj)

    @classmethod
    def validate(cls, value):
        if isinstance(value, cls):
            return value.copy()
        if not isinstance(value, dict):
            try:
                value = dict(value)
            except (TypeError, ValueError):
                raise _NoDict()
        return cls(**value)


class _NoDict(ModelError):
    _errors = [error((), "type_error.dict", "value is not a valid dict")]


def _as_data(value, options):
    if isinstance(value, BaseModel):
        return value.dict(**options)
    if isinstance(value, dict):
        return {key: _as_data(item, options) for key, item in value.items()}
    if _fields.sequence_like(value):
        return type(value)([_as_data(item, options) for item in value])
    return value
