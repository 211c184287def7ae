# Konbit as one static binary on an empty file system: nothing else to patch, no shell to break into.
# The base is pinned by its exact tag. To pin it by content too, append the digest that
# `docker buildx imagetools inspect golang:1.26.8-bookworm` prints: FROM golang:1.26.8-bookworm@sha256:…
FROM golang:1.26.8-bookworm AS build
WORKDIR /src
COPY go.mod go.sum ./
RUN --mount=type=cache,target=/go/pkg/mod \
    GOMODCACHE=/go/pkg/mod go mod download
COPY . .
ARG VERSION=dev
ARG TARGETOS=linux
ARG TARGETARCH=amd64
RUN --mount=type=cache,target=/go/pkg/mod --mount=type=cache,target=/root/.cache/go-build \
    GOMODCACHE=/go/pkg/mod CGO_ENABLED=0 GOOS=${TARGETOS} GOARCH=${TARGETARCH} \
    go build -tags nomsgpack -trimpath -buildvcs=false -ldflags "-s -w -X main.release=${VERSION}" \
    -o /out/konbit ./cmd/konbit \
    && install -d -m 0700 /out/folders/data && install -d -m 1777 /out/folders/tmp

FROM scratch
ARG VERSION=dev
ARG REVISION=unknown
LABEL org.opencontainers.image.title="Konbit" \
      org.opencontainers.image.description="Needs and pledges per place and sector, and what is still missing" \
      org.opencontainers.image.licenses="Apache-2.0" \
      org.opencontainers.image.source="https://github.com/konbit-aid/konbit" \
      org.opencontainers.image.version="${VERSION}" \
      org.opencontainers.image.revision="${REVISION}"
COPY --from=build /etc/ssl/certs/ca-certificates.crt /etc/ssl/certs/ca-certificates.crt
COPY --from=build --chown=65532:65532 /out/folders/ /
COPY --from=build /out/konbit /konbit
# The default database is sqlite:konbit.db, in the working directory: so it lies on the volume, and whoever sets
# KONBIT_DATABASE_URL or KONBIT_DATABASE_URL_FILE has no default of this image to unset first.
WORKDIR /data
VOLUME /data
ENV KONBIT_ADDR=0.0.0.0:8080
EXPOSE 8080
USER 65532:65532
HEALTHCHECK --interval=10s --timeout=5s --start-period=30s --retries=3 CMD ["/konbit", "healthcheck"]
ENTRYPOINT ["/konbit"]
CMD ["serve"]
