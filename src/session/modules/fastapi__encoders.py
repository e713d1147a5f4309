"""fastapi.encoders: what a handler returns, as what json.dumps() can write."""

import dataclasses
import enum

import _fields

_GENERATOR = type(_ for _ in ())


def jsonable_encoder(obj, include=None, exclude=None, by_alias=True, exclude_unset=False,
                     exclude_defaults=False, exclude_none=False):
    kind = type(obj)
    if kind is str or kind is int or kind is float or kind is bool or obj is None:
        return obj
    options = {"by_alias": by_alias, "exclude_unset": exclude_unset,
               "exclude_none": exclude_none, "exclude_defaults": exclude_defaults}
    if kind is not dict and kind is not list:
        if hasattr(obj, "_model_fields"):
            data = obj.dict(include=include, exclude=exclude, **options)
            return jsonable_encoder(data, exclude_none=exclude_none,
                                    exclude_defaults=exclude_defaults)
        if dataclasses.is_dataclass(obj):
            return jsonable_encoder(dataclasses.asdict(obj), include, exclude, **options)
        if isinstance(obj, enum.Enum):
            return obj.value
        if isinstance(obj, (str, int, float)):
            return obj
    if isinstance(obj, dict):
        encoded = {}
        for key, value in obj.items():
            if include is not None and key not in include:
                continue
            if exclude is not None and key in exclude:
                continue
            if (isinstance(key, str) and key.startswith("_sa")) or (value is None and exclude_none):
                continue
            encoded[jsonable_encoder(key, **options)] = jsonable_encoder(value, **options)
        return encoded
    if isinstance(obj, (list, set, frozenset, _GENERATOR, tuple)):
        return [jsonable_encoder(item, include, exclude, **options) for item in obj]
    if kind is bytes:
        return obj.decode()
    if kind is _fields.deque:
        return list(obj)
    if kind.__module__ == "datetime":
        return obj.total_seconds() if hasattr(obj, "total_seconds") else obj.isoformat()
    errors = []
    try:
        data = dict(obj)
    except Exception as error:
        errors.append(error)
        try:
            data = vars(obj)
        except Exception as second:
            errors.append(second)
            raise ValueError(errors) from second
    return jsonable_encoder(data, include, exclude, **options)

