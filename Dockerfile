# docker build -t wenxuan . && docker run --rm -v "$PWD:/books" wenxuan build my-book
FROM python:3.12-slim-bookworm
RUN apt-get update && apt-get install -y --no-install-recommends \
    libpango-1.0-0 libharfbuzz-subset0 libpangoft2-1.0-0 fonts-noto-cjk && rm -rf /var/lib/apt/lists/*
WORKDIR /books
COPY pyproject.toml requirements.lock README.md LICENSE hatch_build.py /src/
COPY book /src/book
COPY styles /src/styles
RUN sed '/--hash/d; s/ \\$//' /src/requirements.lock > /src/pins && pip install --no-cache-dir -c /src/pins /src
ENTRYPOINT ["wenxuan"]
