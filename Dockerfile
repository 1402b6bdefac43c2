# The image holds one program, wxrelease: the commands for releases, and worker, bridge and simulator.
#
#   docker build -t wxrelease .
#   docker run --rm wxrelease wxrelease --help
#   docker run --rm wxrelease                     # wxrelease worker
#
# Where Go modules come from can be set: --build-arg GOPROXY=https://…

# Built on the machine's own platform for the image's: Go needs no emulation for that.
FROM --platform=$BUILDPLATFORM golang:1.26.8-bookworm AS build
ARG GOPROXY
ARG TARGETOS
ARG TARGETARCH
# demo/ and the workspace stay out: the Temporal server's modules are not needed here.
ENV CGO_ENABLED=0 GOOS=$TARGETOS GOARCH=$TARGETARCH GOWORK=off GOFLAGS=-trimpath GOTOOLCHAIN=local
WORKDIR /src
COPY go.mod go.sum ./
RUN --mount=type=cache,target=/go/pkg/mod go mod download
# With .git, so that the program knows its version; --build-arg VERSION=v1.2.3 says it where .git is of no use, as in a second work tree.
ARG VERSION
COPY . .
RUN --mount=type=cache,target=/go/pkg/mod --mount=type=cache,target=/root/.cache/go-build \
    mkdir -p /out/bin && \
    { git status >/dev/null 2>&1 || export GOFLAGS="$GOFLAGS -buildvcs=false"; } && \
    go build -ldflags "-s -w -X github.com/wxrelease/wxrelease/internal/build.version=$VERSION" -o /out/bin/wxrelease .

# Nothing else is in the image: the program is static and carries the time zones, so there is no distribution
# whose security updates would have to be followed.
FROM scratch
COPY --from=build /etc/ssl/certs/ca-certificates.crt /etc/ssl/certs/ca-certificates.crt
COPY --from=build /out/bin/ /usr/local/bin/
ENV PATH=/usr/local/bin HOME=/
# A number, because Kubernetes cannot tell of a name whether it is root's.
USER 65532:65532
CMD ["wxrelease", "worker"]
