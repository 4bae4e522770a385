import { Agent, request } from 'undici'

/** The result of a delivery: the product's status, or why there was none. */
export type PostResult = { status: number | null; error?: string; body?: string; ms: number }

/** Posts payloads over connections that are kept open; one per simulator. */
export type Poster = {
  post(url: string, body: string | Buffer, headers: Record<string, string>, keepBody?: boolean): Promise<PostResult>
  close(): Promise<void>
}

/** The platform waits five seconds, in real time (meta-platform.md 1.5). */
export const answerWithinMs = 5_000

export function makePoster(): Poster {
  const agent = new Agent({ connections: 64, pipelining: 1, keepAliveTimeout: 30_000, connect: { timeout: answerWithinMs } })
  return {
    async post(url, body, headers, keepBody = false) {
      const startedAt = performance.now()
      const ms = () => Math.round(performance.now() - startedAt)
      try {
        const answer = await request(url, {
          method: 'POST',
          body,
          headers,
          dispatcher: agent,
          headersTimeout: answerWithinMs,
          bodyTimeout: answerWithinMs,
        })
        if (keepBody) return { status: answer.statusCode, body: (await answer.body.text()).slice(0, 65_536), ms: ms() }
        await answer.body.dump()
        return { status: answer.statusCode, ms: ms() }
      } catch (error) {
        const { code, message } = error as { code?: string; message?: string }
        return { status: null, error: code ?? message ?? 'unknown', ms: ms() }
      }
    },
    close: () => agent.destroy(),
  }
}
