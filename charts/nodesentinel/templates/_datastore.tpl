{{- define "nodesentinel.postgresqlName" -}}
{{ include "nodesentinel.fullname" . }}-postgresql
{{- end }}

{{/* The connection with what the built-in server implies. */}}
{{- define "nodesentinel.connection" -}}
{{- $connection := deepCopy .Values.global.datastore.connection -}}
{{- if .Values.postgresql.enabled -}}
{{- $_ := set $connection "host" (include "nodesentinel.postgresqlName" .) -}}
{{- $_ := set $connection "port" 5432 -}}
{{- $_ := set $connection "database" .Values.postgresql.auth.database -}}
{{- $_ := set $connection "username" .Values.postgresql.auth.username -}}
{{- end -}}
{{ toYaml $connection }}
{{- end }}

{{- define "nodesentinel.clientSecret" -}}
{{ default (printf "%s-client-tls" (include "nodesentinel.fullname" .)) .Values.global.datastore.tls.secretName }}
{{- end }}

{{- define "nodesentinel.usesTls" -}}
{{- $datastore := .Values.global.datastore -}}
{{- if and (ne $datastore.provider "kubernetes") $datastore.tls.enabled (ne $datastore.connection.sslmode "disable") }}true{{ end -}}
{{- end }}

{{/* The datastore as the operator's environment. */}}
{{- define "nodesentinel.datastoreEnvironment" -}}
{{- $datastore := .Values.global.datastore -}}
- name: DATASTORE_PROVIDER
  value: {{ $datastore.provider }}
{{- if ne $datastore.provider "kubernetes" }}
{{- $connection := include "nodesentinel.connection" . | fromYaml }}
- name: DATASTORE_HOST
  value: {{ $connection.host | quote }}
{{- with $connection.port }}
- name: DATASTORE_PORT
  value: {{ int . | quote }}
{{- end }}
- name: DATASTORE_DATABASE
  value: {{ $connection.database | quote }}
- name: DATASTORE_SSLMODE
  value: {{ $connection.sslmode | quote }}
{{- if include "nodesentinel.usesTls" . }}
- name: DATASTORE_SSLCERT
  value: /etc/nodesentinel/tls/{{ $connection.sslcert }}
- name: DATASTORE_SSLKEY
  value: /etc/nodesentinel/tls/{{ $connection.sslkey }}
- name: DATASTORE_SSLROOTCERT
  value: /etc/nodesentinel/tls/{{ $connection.sslrootcert }}
{{- end }}
{{- with $datastore.options }}
- name: DATASTORE_MAX_CONNECTIONS
  value: {{ int .maxConnections | quote }}
- name: DATASTORE_MAX_IDLE_CONNECTIONS
  value: {{ int .maxIdleConnections | quote }}
- name: DATASTORE_CONNECTION_MAX_LIFETIME
  value: {{ .connectionMaxLifetime | quote }}
- name: DATASTORE_POLL_INTERVAL
  value: {{ .pollInterval | quote }}
{{- end }}
{{- if $connection.username }}
- name: DATASTORE_USERNAME
  value: {{ $connection.username | quote }}
{{- else }}
- name: DATASTORE_USERNAME
  valueFrom:
    secretKeyRef:
      name: {{ $datastore.credentialsFromSecret }}
      key: username
{{- end }}
{{- with $datastore.credentialsFromSecret }}
- name: DATASTORE_PASSWORD
  valueFrom:
    secretKeyRef:
      name: {{ . }}
      key: password
{{- end }}
{{- end }}
{{- end }}
