# The service as one image: no compiler, no pip, no root, and nothing that it writes on its own disk.
# Build:  docker build --build-arg REVISION="$(git rev-parse HEAD)" --tag inovasi-medan .
# Pin the base by digest where the registry is known: --build-arg PYTHON_IMAGE=python:3.13-slim-bookworm@sha256:...
ARG PYTHON_IMAGE=python:3.13-slim-bookworm

FROM ${PYTHON_IMAGE} AS builder
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1 PIP_ROOT_USER_ACTION=ignore
WORKDIR /srv/inovasi
# the locks first: a change of the code alone reuses this layer
COPY requirements.lock deploy/build.lock ./locks/
# only wheels, and only those whose hashes were locked: nothing is compiled and nothing else can slip in
RUN python -m venv --without-pip /opt/inovasi \
    && pip --python /opt/inovasi/bin/python install --require-hashes --only-binary :all: \
        --requirement locks/requirements.lock --requirement locks/build.lock
COPY pyproject.toml README.md LICENSE alembic.ini ./
COPY alembic ./alembic
COPY app ./app
# as in development the package stays in its place beside the migrations; the `inovasi` command leads to it
RUN pip --python /opt/inovasi/bin/python install --no-deps --no-build-isolation --editable . \
    && pip --python /opt/inovasi/bin/python uninstall --yes flit-core \
    && rm -r locks \
    && /opt/inovasi/bin/python -m compileall -q /opt/inovasi/lib app alembic

FROM ${PYTHON_IMAGE}
ARG REVISION=unknown
ARG VERSION=0.1.0
LABEL org.opencontainers.image.title="Inovasi Medan" \
      org.opencontainers.image.description="The registry of public-service innovations of Kota Medan" \
      org.opencontainers.image.licenses="Apache-2.0" \
      org.opencontainers.image.version="${VERSION}" \
      org.opencontainers.image.revision="${REVISION}"
# the base image brings its own pip, which a running service has no use for
RUN python -m pip uninstall --yes --root-user-action=ignore pip \
    && rm -rf /usr/local/lib/python3*/ensurepip
COPY --from=builder /opt/inovasi /opt/inovasi
COPY --from=builder /srv/inovasi /srv/inovasi
ENV PATH=/opt/inovasi/bin:$PATH \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1 \
    HOST=0.0.0.0 \
    PORT=8000 \
    LOG_FORMAT=json
WORKDIR /srv/inovasi
# a number, so that an orchestrator can see that it is not root; it owns no file of the image
USER 10001:10001
EXPOSE 8000
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=15s --timeout=3s --start-period=20s --retries=3 \
    CMD ["python", "-c", "import os, urllib.request as r; r.urlopen('http://127.0.0.1:' + os.environ['PORT'] + '/health/live', timeout=2)"]
ENTRYPOINT ["inovasi"]
CMD ["serve"]
