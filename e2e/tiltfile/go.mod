// Runs a Tiltfile where tilt is not: its built-ins are stubs that write down what they are asked for. A
// module of its own, so that nothing else is built again when it changes.
module nodesentinel.io/e2e/tiltfile

go 1.26.0

require (
	go.starlark.net v0.0.0-20260908191801-89a6a09411d5
	go.yaml.in/yaml/v3 v3.0.4
)

require golang.org/x/sys v0.42.0 // indirect
