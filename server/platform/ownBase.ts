import type { Api } from '../api.ts'
import type { Deps } from '../deps.ts'

type Known = Pick<Deps['config'], 'publicUrl' | 'port'>

function listensAt(app: Api): number | null {
  const address = app.server.address()
  return address && typeof address === 'object' ? address.port : null
}

/** The port of this server. The setting may be 0: any free one. */
export const ownPort = (app: Api, { config }: { config: Known }): number => listensAt(app) ?? config.port

/** The address of this server on its machine; null before it listens. */
export function ownUrl(app: Api): string | null {
  const port = listensAt(app)
  return port === null ? null : `http://127.0.0.1:${port}`
}

/** The address for links as it is configured, without a server: PUBLIC_URL, else this machine. */
export const configuredBase = ({ publicUrl, port }: Known): string => publicUrl ?? `http://127.0.0.1:${port}`

/** The address of this server for links: PUBLIC_URL, else this machine. Never what a caller's Host header says. */
export const ownBase = (app: Api, { config }: { config: Known }): string => config.publicUrl ?? ownUrl(app) ?? configuredBase(config)
