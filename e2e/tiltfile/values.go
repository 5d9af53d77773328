package main

import (
	"fmt"
	"slices"

	"go.starlark.net/starlark"
	"go.starlark.net/starlarkstruct"
)

// Text that is content, and not the name of a file, as tilt tells them apart.
type blob string

func (b blob) String() string        { return string(b) }
func (b blob) Type() string          { return "blob" }
func (b blob) Freeze()               {}
func (b blob) Truth() starlark.Bool  { return b != "" }
func (b blob) Hash() (uint32, error) { return starlark.String(b).Hash() }

// Arguments by the names of their parameters.
func named(function string, parameters []string, args starlark.Tuple,
	kwargs []starlark.Tuple) (map[string]any, error) {
	if len(args) > len(parameters) {
		return nil, fmt.Errorf("%s takes at most %d arguments", function, len(parameters))
	}
	arguments := map[string]any{}
	for i, value := range args {
		plain, err := toPlain(value)
		if err != nil {
			return nil, err
		}
		arguments[parameters[i]] = plain
	}
	for _, pair := range kwargs {
		name := string(pair[0].(starlark.String))
		if !slices.Contains(parameters, name) {
			return nil, fmt.Errorf("%s has no parameter %s", function, name)
		}
		if _, twice := arguments[name]; twice {
			return nil, fmt.Errorf("%s got %s twice", function, name)
		}
		plain, err := toPlain(pair[1])
		if err != nil {
			return nil, err
		}
		arguments[name] = plain
	}
	return arguments, nil
}

// A value as JSON has it.
func toPlain(value starlark.Value) (any, error) {
	switch v := value.(type) {
	case starlark.NoneType:
		return nil, nil
	case starlark.Bool:
		return bool(v), nil
	case starlark.String:
		return string(v), nil
	case blob:
		return string(v), nil
	case starlark.Int:
		number, fits := v.Int64()
		if !fits {
			return nil, fmt.Errorf("%s is too large a number", v)
		}
		return number, nil
	case starlark.Float:
		return float64(v), nil
	case *starlark.Dict:
		fields := map[string]any{}
		for _, pair := range v.Items() {
			name, isText := starlark.AsString(pair[0])
			if !isText {
				return nil, fmt.Errorf("the key %s is not a string", pair[0])
			}
			field, err := toPlain(pair[1])
			if err != nil {
				return nil, err
			}
			fields[name] = field
		}
		return fields, nil
	case *starlarkstruct.Struct:
		fields := starlark.StringDict{}
		v.ToStringDict(fields)
		all := map[string]any{}
		for name, one := range fields {
			field, err := toPlain(one)
			if err != nil {
				return nil, err
			}
			all[name] = field
		}
		return all, nil
	case starlark.Iterable:
		items := []any{}
		iterator := v.Iterate()
		defer iterator.Done()
		for item := starlark.Value(nil); iterator.Next(&item); {
			plain, err := toPlain(item)
			if err != nil {
				return nil, err
			}
			items = append(items, plain)
		}
		return items, nil
	}
	return nil, fmt.Errorf("a %s cannot be written down", value.Type())
}

// The same way back.
func toStarlark(value any) (starlark.Value, error) {
	switch v := value.(type) {
	case nil:
		return starlark.None, nil
	case bool:
		return starlark.Bool(v), nil
	case string:
		return starlark.String(v), nil
	case int:
		return starlark.MakeInt(v), nil
	case int64:
		return starlark.MakeInt64(v), nil
	case float64:
		return starlark.Float(v), nil
	case []any:
		items := []starlark.Value{}
		for _, one := range v {
			item, err := toStarlark(one)
			if err != nil {
				return nil, err
			}
			items = append(items, item)
		}
		return starlark.NewList(items), nil
	case map[string]any:
		fields := starlark.NewDict(len(v))
		for name, one := range v {
			field, err := toStarlark(one)
			if err != nil {
				return nil, err
			}
			if err := fields.SetKey(starlark.String(name), field); err != nil {
				return nil, err
			}
		}
		return fields, nil
	}
	return nil, fmt.Errorf("a %T is nothing that a Tiltfile knows", value)
}
