import { bareWords, fold } from './fold.ts'

/**
 * Words that end every automated message to a person, and words that allow them again, compared after folding and without punctuation:
 * "Stop!", "stop, please" and "STOP STOP" count, "please stop by" does not. STOP, START and their variants are what carriers and Meta's
 * messaging policy expect; the others are what people write in the four languages of the pages. A further language is one more line.
 */
const out: Record<string, { always: string[]; unlessAsked: string[] }> = {
  en: {
    always: [
      'stop',
      'stop all',
      'stopall',
      'stop now',
      'unsubscribe',
      'opt out',
      'optout',
      'stop messaging me',
      'stop messages',
      'stop promotions',
      'no more messages',
      'unsubscribe me',
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
/** Words that accept the only offer. */
const yes: Record<string, string[]> = {
  en: ['yes', 'yeah', 'yep', 'yup', 'sure', 'ok', 'okay'],
  es: ['sí', 'claro', 'vale'],
  pt: ['sim', 'claro', 'pode ser'],
  de: ['ja', 'ja gerne', 'klar', 'gerne'],
}
/** What people put before or after such a word to be polite. */
const polite = ['please', 'pls', 'plz', 'por favor', 'porfa', 'bitte']
/** After folding, which removes the skin tone. */
const thumbsUp = /^(?:👍\s*)+$/u

const folded = (words: string[]): Set<string> => new Set(words.map(bareWords))
const politeWords = folded(polite)
const alwaysWords = folded(Object.values(out).flatMap(({ always }) => always))
const answersToo = folded(Object.values(out).flatMap(({ unlessAsked }) => unlessAsked))
const backWords = folded(Object.values(back).flat())
const yesWords = folded(Object.values(yes).flat())

/** Longer than any of the words: not worth folding. */
const longest = 60

/** The words themselves, without politeness, and once when they are only repeated: "Please stop. Stop, stop!" is "stop". */
function bareWish(text: string): string {
  let words = bareWords(text)
  for (const word of politeWords) {
    if (words.startsWith(`${word} `)) words = words.slice(word.length + 1)
    if (words.endsWith(` ${word}`)) words = words.slice(0, -word.length - 1)
  }
  const [first, ...rest] = words.split(' ')
  return rest.every((word) => word === first) ? first! : words
}

/**
 * Whether a DM is an opt-out or opt-in word.
 * In:     its text; whether a question that accepts any text waits for it. Then words that may be an answer ("Baja", "End", "Sair") are
 *         one, and only those without another meaning opt out.
 * Out:    null for every text that is not exactly such a word.
 */
export function readOptWord(text: string | null, asked = false): 'out' | 'in' | null {
  if (text === null || text.length > longest) return null
  const wish = bareWish(text)
  if (alwaysWords.has(wish)) return 'out'
  // "Please cancel" is about something else, an order for one.
  if (answersToo.has(bareWords(text))) return asked ? null : 'out'
  return backWords.has(wish) ? 'in' : null
}

/** Whether a text says yes and nothing else: "Yes!", "ok 😊", "👍🏽". */
export function saysYes(text: string): boolean {
  if (text.length > longest) return false
  return yesWords.has(bareWish(text)) || thumbsUp.test(fold(text))
}
