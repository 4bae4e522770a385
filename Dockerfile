# The container image: docs/hosting.md. Without DATABASE_URL it runs on the embedded PostgreSQL, in the volume.

FROM node:24-bookworm-slim AS build
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
RUN npm ci --omit=dev
COPY bin ./bin
COPY server ./server
COPY web ./web
RUN node bin/buildPages.mjs
RUN node bin/slim.mjs --without-pages

FROM node:24-bookworm-slim
ENV NODE_ENV=production HOST=0.0.0.0 PORT=3000 DATA_DIR=/data
WORKDIR /app
RUN mkdir /data && chown node:node /data
COPY package.json ./
COPY bin ./bin
COPY fixtures ./fixtures
COPY migrations ./migrations
COPY server ./server
COPY simulator ./simulator
COPY --from=build /app/node_modules ./node_modules
COPY --from=build /app/dist/web ./dist/web
USER node
VOLUME /data
EXPOSE 3000
HEALTHCHECK --interval=10s --timeout=4s --start-period=60s --retries=3 CMD ["node", "bin/healthy.mjs"]
CMD ["node", "bin/server.mjs"]
