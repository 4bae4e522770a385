import { bareWords } from './fold.ts'

/**
 * Words that end every automated message to a person, and those that allow them again, compared after folding and without
 * punctuation: "Stop!" counts, "please stop by" does not. STOP, START and their variants are what carriers and Meta's messaging
 * policy expect; the others are what people write in the four languages of the pages. Data, so that a language is one line more.
 */
const out: Record<string, string[]> = {
  en: [
    'stop',
    'stop all',
    'stopall',
    'stop now',
    'please stop',
    'unsubscribe',
    'opt out',
    'optout',
    'cancel',
    'quit',
    'end',
    'stop messaging me',
    'remove me',
  ],
  es: ['parar', 'parar todo', 'baja', 'darme de baja', 'dar de baja', 'cancelar', 'cancelar suscripción', 'detener', 'no más mensajes'],
  pt: ['pare', 'parar', 'sair', 'cancelar', 'cancelar inscrição', 'descadastrar', 'remover', 'não quero mais mensagens'],
  de: ['stopp', 'abmelden', 'abbestellen', 'aufhören', 'beenden', 'keine nachrichten mehr'],
}
const back: Record<string, string[]> = {
  en: ['start', 'unstop', 'subscribe', 'resume', 'opt in', 'optin'],
  es: ['empezar', 'iniciar', 'alta', 'darme de alta', 'suscribir', 'reanudar'],
  pt: ['começar', 'iniciar', 'inscrever', 'voltar', 'retomar'],
  de: ['starten', 'anmelden', 'abonnieren', 'fortsetzen'],
}

const folded = (words: Record<string, string[]>): Set<string> => new Set(Object.values(words).flat().map(bareWords))
const outWords = folded(out)
const backWords = folded(back)

/** What a DM says about being written to at all. In: its text. Out: null for everything that is not exactly such a word. */
export function readOptWord(text: string | null): 'out' | 'in' | null {
  // Longer than any of the words: not worth folding.
  if (text === null || text.length > 60) return null
  const words = bareWords(text)
  return outWords.has(words) ? 'out' : backWords.has(words) ? 'in' : null
}
