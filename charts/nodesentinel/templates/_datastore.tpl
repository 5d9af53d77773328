{{- define "nodesentinel.postgresqlName" -}}
{{ include "nodesentinel.fullname" . }}-postgresql
{{- end }}

{{/* Names of what the Datastore needs; the operator may read these Secrets and no others. */}}
{{- define "nodesentinel.clientSecret" -}}
{{ default (printf "%s-client-tls" (include "nodesentinel.fullname" .)) .Values.global.datastore.tls.secretName }}
{{- end }}

{{- define "nodesentinel.serverSecret" -}}
{{ default (printf "%s-server-tls" (include "nodesentinel.fullname" .)) .Values.postgresql.tls.certificatesSecret }}
{{- end }}

{{- define "nodesentinel.caSecret" -}}
{{ default (printf "%s-database-ca" (include "nodesentinel.fullname" .)) .Values.global.datastore.tls.caSecret }}
{{- end }}

{{- define "nodesentinel.credentialsSecret" -}}
{{ default (printf "%s-credentials" (include "nodesentinel.fullname" .)) .Values.global.datastore.credentialsFromSecret }}
{{- end }}

{{- define "nodesentinel.trustConfigMap" -}}
{{ include "nodesentinel.fullname" . }}-trust
{{- end }}

{{- define "nodesentinel.usesTls" -}}
{{- $datastore := .Values.global.datastore -}}
{{- if and (ne $datastore.provider "kubernetes") $datastore.tls.enabled (ne $datastore.connection.sslmode "disable") }}true{{ end -}}
{{- end }}
