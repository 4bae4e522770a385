import { Events, OAuth2Server, type MutableResponse, type MutableToken } from 'oauth2-mock-server'

/** A small OpenID Connect provider on this machine, which a test makes say what it wants. */
export type Provider = {
  issuer: string
  /** What the next tokens say about the person; `undefined` leaves a claim out. */
  claims: object
  /** Whether tokens are changed after they were signed. */
  spoil: boolean
  /** The error that codes are answered with; null: none. */
  refuse: string | null
  stop(): Promise<void>
}

export async function startProvider(): Promise<Provider> {
  const server = new OAuth2Server()
  await server.issuer.keys.generate('RS256')
  await server.start(0, '127.0.0.1')
  const provider: Provider = { issuer: server.issuer.url!, claims: {}, spoil: false, refuse: null, stop: () => server.stop() }
  server.service.on(Events.BeforeTokenSigning, (token: MutableToken) => Object.assign(token.payload, provider.claims))
  server.service.on(Events.BeforeUserinfo, (response: MutableResponse) => Object.assign(response, { body: provider.claims }))
  server.service.on(Events.BeforeResponse, (response: MutableResponse) => {
    if (provider.refuse) Object.assign(response, { statusCode: 401, body: { error: provider.refuse } })
    const body = response.body as { id_token?: string }
    const [head, , signature] = body.id_token?.split('.') ?? []
    if (provider.spoil) body.id_token = [head, Buffer.from(JSON.stringify(provider.claims)).toString('base64url'), signature].join('.')
  })
  return provider
}
