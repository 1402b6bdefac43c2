# The image of a release, from the program that was built for it; the Dockerfile in the root builds one from source.
# Nothing runs in it while it is built, so that no platform needs emulation.
FROM alpine:3.22 AS certificates

FROM scratch
ARG TARGETPLATFORM
COPY --from=certificates /etc/ssl/certs/ca-certificates.crt /etc/ssl/certs/ca-certificates.crt
COPY $TARGETPLATFORM/wxrelease /usr/local/bin/wxrelease
ENV PATH=/usr/local/bin HOME=/
USER 65532:65532
CMD ["wxrelease", "worker"]
