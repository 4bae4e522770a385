import type { PostFile } from '../platform/postFile.ts'

/** A transcription service of the owner's: an address with the OpenAI-compatible `POST /audio/transcriptions`. */
export type TranscribeService = { base: string; key: string | null; model: string }

/** A voice message that is to be heard: where its bytes are, and of which type they are. */
export type Voice = { file: string; type: string; name: string }

/** What the service heard; or why not, and whether another attempt may help. */
export type Heard = { text: string } | { code: string; again: boolean }

export type Transcriber = (voice: Voice, signal: AbortSignal) => Promise<Heard>

/** An answer is a JSON object with a text; of more than this nothing is read. */
const mostAnswerChars = 100_000
const mostTextChars = 4_000

/** Reads TRANSCRIBE_URL: `https://:KEY@host/v1?model=NAME`. Errors: the trouble, in words. */
export function readTranscribeUrl(text: string): TranscribeService | { trouble: string } {
  const url = URL.canParse(text) ? new URL(text) : null
  if (!url || !/^https?:$/.test(url.protocol)) return { trouble: 'must be an address such as https://:KEY@api.example.com/v1' }
  const model = url.searchParams.get('model') ?? 'whisper-1'
  const key = url.password || url.username || null
  return {
    base: `${url.origin}${url.pathname.endsWith('/') ? url.pathname.slice(0, -1) : url.pathname}`,
    key: key && decodeURIComponent(key),
    model,
  }
}

/**
 * Sends a voice message to the service and reads what was said.
 * Errors: none; what the network or the service did becomes a code.
 */
export function makeTranscriber({ base, key, model }: TranscribeService, postFile: PostFile): Transcriber {
  return async ({ file, type, name }, signal) => {
    const headers: Record<string, string> = key ? { authorization: `Bearer ${key}` } : {}
    const fields = { model, response_format: 'json' }
    try {
      const { status, body } = await postFile({ url: `${base}/audio/transcriptions`, headers, path: file, type, name, fields }, signal)
      if (status >= 300) return { code: `transcribe_${status}`, again: status === 429 || status >= 500 }
      return heardIn(body)
    } catch (error) {
      if ((error as { code?: string }).code === 'ENOENT') return { code: 'file_missing', again: false }
      return { code: signal.aborted ? 'transcribe_timed_out' : 'transcribe_unreachable', again: true }
    }
  }
}

function heardIn(answer: string): Heard {
  let text: unknown
  try {
    text = answer.length > mostAnswerChars ? null : (JSON.parse(answer) as { text?: unknown } | null)?.text
  } catch {
    text = null
  }
  if (typeof text !== 'string') return { code: 'transcribe_no_text', again: false }
  return { text: text.trim().slice(0, mostTextChars).toWellFormed() }
}
