import { bareWords, fold } from './fold.ts'

/**
 * Words that end every automated message to a person, and those that allow them again, compared after folding and without
 * punctuation: "Stop!" counts, "please stop by" does not. STOP, START and their variants are what carriers and Meta's messaging
 * policy expect; the others are what people write in the four languages of the pages. Data, so that a language is one line more.
 */
const out: Record<string, { always: string[]; unlessAsked: string[] }> = {
  en: {
    always: [
      'stop',
      'stop all',
      'stopall',
      'stop now',
      'please stop',
      'unsubscribe',
      'opt out',
      'optout',
      'stop messaging me',
      'remove me',
    ],
    unlessAsked: ['cancel', 'quit', 'end'],
  },
  es: {
    always: ['parar', 'parar todo', 'darme de baja', 'dar de baja', 'cancelar suscripción', 'detener', 'no más mensajes'],
    unlessAsked: ['baja', 'cancelar'],
  },
  pt: {
    always: ['pare', 'parar', 'cancelar inscrição', 'descadastrar', 'não quero mais mensagens'],
    unlessAsked: ['sair', 'cancelar', 'remover'],
  },
  de: { always: ['stopp', 'abmelden', 'abbestellen', 'keine nachrichten mehr'], unlessAsked: ['aufhören', 'beenden'] },
}
const back: Record<string, string[]> = {
  en: ['start', 'unstop', 'subscribe', 'resume', 'opt in', 'optin'],
  es: ['empezar', 'iniciar', 'alta', 'darme de alta', 'suscribir', 'reanudar'],
  pt: ['começar', 'iniciar', 'inscrever', 'voltar', 'retomar'],
  de: ['starten', 'anmelden', 'abonnieren', 'fortsetzen'],
}
/** What agrees to the one thing that is offered. */
const yes: Record<string, string[]> = {
  en: ['yes', 'yes please', 'yeah', 'yep', 'yup', 'sure', 'ok', 'okay', 'ok please'],
  es: ['sí', 'sí por favor', 'claro', 'vale'],
  pt: ['sim', 'sim por favor', 'claro', 'pode ser'],
  de: ['ja', 'ja bitte', 'ja gerne', 'klar', 'gerne'],
}
/** After folding, which takes the skin out. */
const thumbsUp = /^(?:👍\s*)+$/u

const folded = (words: string[]): Set<string> => new Set(words.map(bareWords))
const outWords = folded(Object.values(out).flatMap(({ always, unlessAsked }) => [...always, ...unlessAsked]))
const answersToo = folded(Object.values(out).flatMap(({ unlessAsked }) => unlessAsked))
const backWords = folded(Object.values(back).flat())
const yesWords = folded(Object.values(yes).flat())

/** Longer than any of the words: not worth folding. */
const longest = 60

/**
 * What a DM says about being written to at all.
 * In:     its text; whether a question that takes any text waits for it: then words that may be an answer ("Baja", "End", "Sair")
 *         are one, and only those that mean nothing else opt out.
 * Out:    null for everything that is not exactly such a word.
 */
export function readOptWord(text: string | null, asked = false): 'out' | 'in' | null {
  if (text === null || text.length > longest) return null
  const words = bareWords(text)
  if (outWords.has(words)) return asked && answersToo.has(words) ? null : 'out'
  return backWords.has(words) ? 'in' : null
}

/** Whether a text says yes and nothing else: "Yes!", "ok 😊", "👍🏽". */
export function saysYes(text: string): boolean {
  if (text.length > longest) return false
  return yesWords.has(bareWords(text)) || thumbsUp.test(fold(text))
}
