{{/* What no schema can say: values that contradict each other. Each ends the installation with a sentence. */}}
{{- define "nodesentinel.checks" -}}
{{- $datastore := .Values.global.datastore -}}
{{- if and .Values.postgresql.enabled (ne $datastore.provider "postgresql") -}}
{{- fail (printf "postgresql.enabled is true, but global.datastore.provider is %s: set the provider to postgresql, or postgresql.enabled to false." $datastore.provider) -}}
{{- end -}}
{{- if and .Values.postgresql.enabled $datastore.connection.host -}}
{{- fail (printf "postgresql.enabled is true, and global.datastore.connection.host is %s: which of the two servers is meant? Set postgresql.enabled to false, or the host to nothing." $datastore.connection.host) -}}
{{- end -}}
{{- if and .Values.postgresql.enabled $datastore.credentialsFromSecret -}}
{{- fail "The built-in PostgreSQL knows users by their certificates and has no passwords: remove global.datastore.credentialsFromSecret." -}}
{{- end -}}
{{- if and .Values.postgresql.enabled (ne $datastore.connection.sslmode "verify-full") -}}
{{- fail (printf "The built-in PostgreSQL is reached with sslmode verify-full only; global.datastore.connection.sslmode is %s." $datastore.connection.sslmode) -}}
{{- end -}}
{{- if and .Values.postgresql.enabled (not $datastore.tls.enabled) -}}
{{- fail "The built-in PostgreSQL knows users by their certificates: global.datastore.tls.enabled must be true." -}}
{{- end -}}
{{- if and (eq $datastore.tls.source "Secret") $datastore.tls.issuerRef -}}
{{- fail "global.datastore.tls.source is Secret, so nothing is issued, but tls.issuerRef names an issuer: remove it, or use source CertManager." -}}
{{- end -}}
{{- if and $datastore.tls.issuerRef (not $datastore.tls.issuerRef.name) -}}
{{- fail "global.datastore.tls.issuerRef has no name." -}}
{{- end -}}
{{- if and (ne $datastore.provider "kubernetes") (not .Values.postgresql.enabled) -}}
{{- range $key := list "host" "database" -}}
{{- if not (index $datastore.connection $key) -}}
{{- fail (printf "global.datastore.provider is %s, but global.datastore.connection.%s is empty: name it%s." $datastore.provider $key (eq $datastore.provider "postgresql" | ternary ", or set postgresql.enabled to true for the built-in server" "")) -}}
{{- end -}}
{{- end -}}
{{- if not (or $datastore.connection.username $datastore.credentialsFromSecret) -}}
{{- fail (printf "global.datastore.provider is %s, but neither global.datastore.connection.username nor global.datastore.credentialsFromSecret says as whom to connect." $datastore.provider) -}}
{{- end -}}
{{- end -}}
{{- range $path, $image := dict "image" .Values.image "postgresql.image" .Values.postgresql.image -}}
{{- if and (eq $image.tag "latest") (not $image.digest) -}}
{{- fail (printf "%s.tag is latest, and nobody could say which version that is: name a version." $path) -}}
{{- end -}}
{{- end -}}
{{- if gt (int $datastore.options.maxIdleConnections) (int $datastore.options.maxConnections) -}}
{{- fail (printf "global.datastore.options.maxIdleConnections (%d) is more than maxConnections (%d)." (int $datastore.options.maxIdleConnections) (int $datastore.options.maxConnections)) -}}
{{- end -}}
{{- if and .Values.priorityClass.create (not .Values.priorityClass.name) -}}
{{- fail "priorityClass.create is true, but priorityClass.name is empty: name it, or set create to false." -}}
{{- end -}}
{{- end }}
