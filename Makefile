# Each target with "##" behind it is listed by `make help`.
.DEFAULT_GOAL := help
SEEDS ?= 10000
TILTFILE ?= tilt/Tiltfile
export CLUSTER_NAME_SUFFIX
.PHONY: help demo test test-long simulate bench bench-datastore bench-report image crds chart dev-env cluster-create cluster-delete tilt-ci e2e-test-ci format build clean

help: ## list these targets
	@awk -F ':.*## ' '/^[a-z0-9-]+:.*## / { printf "  make %-14s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

demo: ## start a local control plane and play a quarantine, a drain and a manual release on it; DATASTORE=postgresql for more
	@./nodesentinel demo $(if $(DATASTORE),--datastore $(DATASTORE))

test: ## run every test that can run here, also those on a real API server
	@scripts/build verify

test-long: ## run the long tests: scale, faults, endurance
	@scripts/build verify -Dnodesentinel.long=true -Dgroups=long

simulate: ## play the decision side in simulated worlds: SEEDS=n of them, or the one of SEED=x with its story
	@./nodesentinel simulate --seeds $(SEEDS) $(if $(SEED),--seed $(SEED))

bench: ## measure latency and throughput on a local control plane, and of the change stream on PostgreSQL
	@./nodesentinel bench

bench-datastore: ## measure only the change stream on PostgreSQL: speed, latency, cost, and what is lost
	@./nodesentinel bench --datastore

bench-report: ## measure scale and cost on 5,000 nodes; writes tables, JSON and plots to target/bench
	@./nodesentinel bench --scale --report target/bench/report.json --html target/bench/report.html

image: ## build the container image as a tar, without Docker; settings in docs/image.md, FIGURES=n measures starts
	@scripts/image $(if $(FIGURES),--figures $(FIGURES))

dev-env: ## develop live: tilt on a cluster in Docker, or a local control plane without it; TILTFILE=tilt/Tiltfile.postgresql
	@scripts/dev-env up $(TILTFILE)

cluster-create: ## make a cluster in Docker for tilt, with kind; CLUSTER_NAME_SUFFIX=x for another one
	@scripts/dev-env cluster-create

cluster-delete: ## delete that cluster
	@scripts/dev-env cluster-delete

tilt-ci: ## bring everything of TILTFILE up once and end; without tilt, look the Tiltfiles through
	@scripts/dev-env ci $(TILTFILE)

e2e-test-ci: ## install the chart and play its scenarios: on k3s in Docker with real pods, and on the local control plane
	@scripts/stage-operator .tiltbuild/operator
	@scripts/build verify -pl e2e -am -Dnodesentinel.long=true -Dgroups=long -Dtest='InstalledOn*E2E' -Dsurefire.failIfNoSpecifiedTests=false

crds: ## write the CRD YAML again from the records in crds/
	@scripts/mvn -q -B -pl crds test -Dtest=GeneratedCrdsTest -Dcrds.write=true -Dsurefire.failIfNoSpecifiedTests=false

chart: ## write what is made of the chart's values.yaml, and its golden renderings, again
	@scripts/mvn -q -B -pl charts -am test -Dtest=ChartFilesTest -Dchart.write=true -Dsurefire.failIfNoSpecifiedTests=false

format: ## format the sources
	@scripts/mvn -q -B spotless:apply

build: ## build everything without running tests
	@scripts/build package -Dmaven.test.skip=true

clean: ## remove what was built
	@scripts/mvn -q -B clean
