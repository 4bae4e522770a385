import type { Socket } from 'node:net'
import { SMTPServer, type SMTPServerOptions } from 'smtp-server'

export type ReceivedMail = { from: string; to: string[]; source: string; secure: boolean; user: string | null }
/** What the server does with the next mails: a response per step, or it closes the connection at that step. */
export type Behavior = { at: 'rcpt' | 'data'; code: number; text: string } | { at: 'rcpt' | 'answer'; close: true }

/** A real SMTP server on a free port of this machine. It keeps what it accepted. */
export async function startMailServer(options: SMTPServerOptions & { password?: string } = {}) {
  const mails: ReceivedMail[] = []
  const behaviors: Behavior[] = []
  let connections = 0
  const due = (...at: Behavior['at'][]): Behavior | undefined =>
    behaviors[0] && at.includes(behaviors[0].at) ? behaviors.shift() : undefined
  const { password, ...rest } = options
  const server = new SMTPServer({
    authOptional: password === undefined,
    disabledCommands: password === undefined ? ['AUTH'] : [],
    logger: false,
    onConnect(_session, callback) {
      connections++
      callback()
    },
    onAuth(given, _session, callback) {
      if (given.password !== password) return callback(new Error('535 5.7.8 The password is wrong'))
      callback(null, { user: given.username ?? '' })
    },
    onRcptTo(_address, session, callback) {
      const now = due('rcpt')
      if (!now) return callback()
      if ('close' in now) return closeConnection(session.remotePort)
      callback(Object.assign(new Error(now.text), { responseCode: now.code }))
    },
    onData(stream, session, callback) {
      const chunks: Buffer[] = []
      stream.on('data', (chunk: Buffer) => chunks.push(chunk))
      stream.on('end', () => {
        const now = due('data', 'answer')
        if (now && 'code' in now) return callback(Object.assign(new Error(now.text), { responseCode: now.code }))
        const { mailFrom, rcptTo } = session.envelope
        mails.push({
          from: mailFrom ? mailFrom.address : '',
          to: rcptTo.map(({ address }) => address),
          source: Buffer.concat(chunks).toString(),
          secure: Boolean(session.secure),
          user: (session.user as string | undefined) ?? null,
        })
        if (now) return closeConnection(session.remotePort)
        callback()
      })
    },
    ...rest,
  })
  // A client that does not trust the certificate ends the connection: no fault of the server.
  server.on('error', () => {})
  const sockets = new Map<number | undefined, Socket>()
  server.server.on('connection', (socket: Socket) => sockets.set(socket.remotePort, socket))
  const closeConnection = (remotePort: number) => sockets.get(remotePort)?.destroy()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.server.address() as { port: number }
  return {
    port,
    url: `smtp://127.0.0.1:${port}`,
    mails,
    /** The next of these steps goes wrong in this way, once. */
    next: (behavior: Behavior) => void behaviors.push(behavior),
    connections: () => connections,
    stop: () => new Promise<void>((resolve) => server.close(() => resolve())),
  }
}
export type MailServer = Awaited<ReturnType<typeof startMailServer>>
