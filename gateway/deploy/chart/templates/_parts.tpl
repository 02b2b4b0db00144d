{{/* Only what Go's own templates know is used in this chart: no function of Helm's or Sprig's. */}}
{{- define "wasl.restricted" }}
      securityContext:
        runAsNonRoot: true
        runAsUser: 65534
        runAsGroup: 65534
        fsGroup: 65534
        seccompProfile: { type: RuntimeDefault }
      automountServiceAccountToken: false
      enableServiceLinks: false
{{- end }}
{{- define "wasl.container" }}
          securityContext:
            allowPrivilegeEscalation: false
            readOnlyRootFilesystem: true
            capabilities: { drop: [ALL] }
{{- end }}
{{- define "wasl.probes" }}
          startupProbe:
            httpGet: { path: /health/live, port: admin }
            periodSeconds: 1
            failureThreshold: 60
          livenessProbe:
            httpGet: { path: /health/live, port: admin }
            periodSeconds: 5
            timeoutSeconds: 3
            failureThreshold: 6
          readinessProbe:
            httpGet: { path: /health/ready, port: admin }
            periodSeconds: 2
            timeoutSeconds: 3
            failureThreshold: 2
{{- end }}
