package main

import (
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"

	"go.starlark.net/starlark"
	"go.starlark.net/starlarkstruct"
	"go.yaml.in/yaml/v3"
)

type function func(arguments map[string]any) (starlark.Value, error)

// The built-ins that answer.
func (r *run) addFunctions() {
	for name, one := range map[string]struct {
		parameters []string
		does       function
	}{
		"blob":               {[]string{"contents"}, func(a map[string]any) (starlark.Value, error) { return blob(text(a["contents"])), nil }},
		"decode_yaml":        {[]string{"yaml"}, func(a map[string]any) (starlark.Value, error) { return first(documents(text(a["yaml"]))) }},
		"decode_yaml_stream": {[]string{"yaml"}, func(a map[string]any) (starlark.Value, error) { return list(documents(text(a["yaml"]))) }},
		"encode_yaml":        {[]string{"obj"}, func(a map[string]any) (starlark.Value, error) { return encoded([]any{a["obj"]}) }},
		"encode_yaml_stream": {[]string{"objs"}, func(a map[string]any) (starlark.Value, error) { return encoded(items(a["objs"])) }},
		"fail":               {[]string{"msg"}, func(a map[string]any) (starlark.Value, error) { return nil, errors.New(text(a["msg"])) }},
		"helm":               {[]string{"pathToChartDir", "name", "namespace", "values", "set", "kube_version", "skip_crds"}, r.template},
		"k8s_context":        {nil, func(map[string]any) (starlark.Value, error) { return starlark.String(r.kubeContext), nil }},
		"local":              {[]string{"command", "quiet", "command_bat", "echo_off", "env", "dir", "stdin"}, r.local},
		"read_file":          {[]string{"file_path", "default"}, r.readFile},
	} {
		r.builtins[name] = starlark.NewBuiltin(name, func(_ *starlark.Thread, b *starlark.Builtin,
			args starlark.Tuple, kwargs []starlark.Tuple) (starlark.Value, error) {
			arguments, err := named(b.Name(), one.parameters, args, kwargs)
			if err != nil {
				return nil, err
			}
			return one.does(arguments)
		})
	}
	r.builtins["k8s_yaml"] = starlark.NewBuiltin("k8s_yaml", r.yaml)
	r.builtins["os"] = r.os()
	r.builtins["config"] = r.config()
}

func text(value any) string {
	if value == nil {
		return ""
	}
	return fmt.Sprint(value)
}

func items(value any) []any {
	switch v := value.(type) {
	case nil:
		return nil
	case []any:
		return v
	}
	return []any{value}
}

func documents(content string) ([]any, error) {
	all := []any{}
	for decoder := yaml.NewDecoder(strings.NewReader(content)); ; {
		var document any
		err := decoder.Decode(&document)
		if errors.Is(err, io.EOF) {
			return all, nil
		}
		if err != nil {
			return nil, err
		}
		if document != nil {
			all = append(all, document)
		}
	}
}

func first(all []any, err error) (starlark.Value, error) {
	if err != nil {
		return nil, err
	}
	if len(all) != 1 {
		return nil, fmt.Errorf("%d YAML documents where one was expected", len(all))
	}
	return toStarlark(all[0])
}

func list(all []any, err error) (starlark.Value, error) {
	if err != nil {
		return nil, err
	}
	return toStarlark(all)
}

func encoded(all []any) (starlark.Value, error) {
	content := strings.Builder{}
	encoder := yaml.NewEncoder(&content)
	for _, document := range all {
		if err := encoder.Encode(document); err != nil {
			return nil, err
		}
	}
	return blob(content.String()), encoder.Close()
}

// What tilt runs for helm(), by the real helm.
func (r *run) template(a map[string]any) (starlark.Value, error) {
	command := []string{"template", text(a["name"]), r.path(text(a["pathToChartDir"]))}
	if a["skip_crds"] != true {
		command = append(command, "--include-crds")
	}
	if a["namespace"] != nil {
		command = append(command, "--namespace", text(a["namespace"]))
	}
	for _, file := range items(a["values"]) {
		command = append(command, "--values", r.path(text(file)))
	}
	for _, pair := range items(a["set"]) {
		command = append(command, "--set", text(pair))
	}
	if a["kube_version"] != nil {
		command = append(command, "--kube-version", text(a["kube_version"]))
	}
	return output(exec.Command(r.helm, command...))
}

func output(command *exec.Cmd) (starlark.Value, error) {
	errorOutput := strings.Builder{}
	command.Stderr = &errorOutput
	content, err := command.Output()
	if err != nil {
		return nil, fmt.Errorf("%s: %w\n%s", filepath.Base(command.Path), err, errorOutput.String())
	}
	return blob(content), nil
}

// Written down and not run: it would act on this machine.
func (r *run) local(a map[string]any) (starlark.Value, error) {
	r.asked.Calls = append(r.asked.Calls, call{Function: "local", Arguments: a})
	return blob(""), nil
}

func (r *run) readFile(a map[string]any) (starlark.Value, error) {
	content, err := os.ReadFile(r.path(text(a["file_path"])))
	if errors.Is(err, os.ErrNotExist) && a["default"] != nil {
		return blob(text(a["default"])), nil
	}
	return blob(content), err
}

// A string names a file, a blob is content.
func (r *run) yaml(_ *starlark.Thread, b *starlark.Builtin, args starlark.Tuple,
	kwargs []starlark.Tuple) (starlark.Value, error) {
	var given starlark.Value
	var duplicates bool
	if err := starlark.UnpackArgs(b.Name(), args, kwargs, "yaml", &given, "allow_duplicates?", &duplicates); err != nil {
		return nil, err
	}
	all := starlark.Tuple{given}
	if several, isList := given.(*starlark.List); isList {
		all = nil
		for i := range several.Len() {
			all = append(all, several.Index(i))
		}
	}
	for _, one := range all {
		content, isContent := one.(blob)
		if name, isName := one.(starlark.String); isName {
			read, err := os.ReadFile(r.path(string(name)))
			if err != nil {
				return nil, err
			}
			content = blob(read)
		} else if !isContent {
			return nil, fmt.Errorf("k8s_yaml takes names of files and blobs, not a %s", one.Type())
		}
		objects, err := documents(string(content))
		if err != nil {
			return nil, err
		}
		for _, object := range objects {
			fields, isObject := object.(map[string]any)
			if !isObject || text(fields["kind"]) == "" {
				return nil, fmt.Errorf("k8s_yaml got what is no object: %v", object)
			}
			r.asked.Objects = append(r.asked.Objects, fields)
		}
	}
	return starlark.None, nil
}

func (r *run) os() starlark.Value {
	getenv := func(_ *starlark.Thread, b *starlark.Builtin, args starlark.Tuple,
		kwargs []starlark.Tuple) (starlark.Value, error) {
		var name string
		var fallback starlark.Value = starlark.None
		if err := starlark.UnpackArgs(b.Name(), args, kwargs, "key", &name, "default?", &fallback); err != nil {
			return nil, err
		}
		if value, there := r.environment[name]; there {
			return starlark.String(value), nil
		}
		return fallback, nil
	}
	return starlarkstruct.FromStringDict(starlarkstruct.Default,
		starlark.StringDict{"getenv": starlark.NewBuiltin("getenv", getenv)})
}

// Settings of the person who runs it: `-- --name=value`.
func (r *run) config() starlark.Value {
	define := func(_ *starlark.Thread, b *starlark.Builtin, args starlark.Tuple,
		kwargs []starlark.Tuple) (starlark.Value, error) {
		var name, usage string
		var plain bool
		if err := starlark.UnpackArgs(b.Name(), args, kwargs, "name", &name, "args?", &plain, "usage?", &usage); err != nil {
			return nil, err
		}
		r.settings[name] = usage
		return starlark.None, nil
	}
	parse := func(*starlark.Thread, *starlark.Builtin, starlark.Tuple, []starlark.Tuple) (starlark.Value, error) {
		given := starlark.NewDict(len(r.arguments))
		for _, argument := range r.arguments {
			name, value, _ := strings.Cut(strings.TrimLeft(argument, "-"), "=")
			if _, defined := r.settings[name]; !defined {
				return nil, fmt.Errorf("the Tiltfile has no setting %s", name)
			}
			if err := given.SetKey(starlark.String(name), starlark.String(value)); err != nil {
				return nil, err
			}
		}
		return given, nil
	}
	return starlarkstruct.FromStringDict(starlarkstruct.Default, starlark.StringDict{
		"define_string":   starlark.NewBuiltin("define_string", define),
		"parse":           starlark.NewBuiltin("parse", parse),
		"main_dir":        starlark.String(filepath.Dir(r.file)),
		"main_path":       starlark.String(r.file),
		"tilt_subcommand": starlark.String("up"),
	})
}
