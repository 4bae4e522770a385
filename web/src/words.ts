import { createInstance } from 'i18next'
import { initReactI18next } from 'react-i18next'
import { readStored } from './browserStorage.ts'
import en from './words/en.json'
import type enPages from './words/pages/en.json'

declare module 'i18next' {
  interface CustomTypeOptions {
    resources: { translation: typeof en & typeof enPages }
  }
}

const words = createInstance()

type Catalogue = { default: Record<string, unknown> }
type Catalogues = Record<string, () => Promise<Catalogue>>
/** Each catalogue in words/ is a language: the texts of Home, of sign-in and of what is around every page. English is loaded at once. */
const catalogues: Catalogues = import.meta.glob<Catalogue>(['./words/*.json', '!./words/en.json'])
/** The texts of the other pages, loaded with the first of them. */
const pageCatalogues: Catalogues = import.meta.glob<Catalogue>('./words/pages/*.json')
export const languages = ['en', ...Object.keys(catalogues).map((path) => path.slice('./words/'.length, -'.json'.length))]

/** A language by its own name. */
export const languageName = (language: string): string => new Intl.DisplayNames([language], { type: 'language' }).of(language) ?? language

let begin: () => void
const started = new Promise<void>((resolve) => (begin = resolve))

/** Starts with the language last chosen, else the browser's, else English. Missing texts fall back to English. */
export async function startWords() {
  const wanted = [readStored('language'), ...navigator.languages].map((tag) => tag?.split('-')[0])
  const language = wanted.find((tag) => tag && languages.includes(tag)) ?? 'en'
  await words.use(initReactI18next).init({
    lng: 'en',
    fallbackLng: 'en',
    resources: { en: { translation: en } },
    // React escapes what it shows.
    interpolation: { escapeValue: false },
    returnNull: false,
  })
  begin()
  await setLanguage(language)
}

const loaded = new Map<string, Promise<void>>()
/** Adds the texts of a file once; a file that could not be loaded is requested again the next time. */
function addWords(from: Catalogues, path: string, language: string): Promise<void> {
  const load = from[path]
  if (!load) return Promise.resolve()
  const known = loaded.get(path)
  if (known) return known
  const adding = load().then(
    async ({ default: texts }) => {
      await started
      words.addResourceBundle(language, 'translation', texts, true, true)
    },
    (trouble: unknown) => {
      loaded.delete(path)
      throw trouble
    },
  )
  loaded.set(path, adding)
  return adding
}
const pagesOf = (language: string) => `./words/pages/${language}.json`

/** Loads the texts of the pages beside Home and sign-in. Errors: rejects when the English ones cannot be loaded. */
export async function loadPageWords(): Promise<void> {
  await Promise.all([
    addWords(pageCatalogues, pagesOf('en'), 'en'),
    started.then(() => addWords(pageCatalogues, pagesOf(words.language), words.language)).catch(() => undefined),
  ])
}

/** Changes the language. In: one of `languages`. Errors: none; if a catalogue cannot be loaded, English stays. */
export async function setLanguage(language: string) {
  const pages = loaded.has(pagesOf('en')) ? addWords(pageCatalogues, pagesOf(language), language) : Promise.resolve()
  await Promise.all([addWords(catalogues, `./words/${language}.json`, language), pages]).catch(() => undefined)
  await words.changeLanguage(language)
  document.documentElement.lang = language
}

/** Takes the language that somebody chose for themselves, wherever they sign in. In: null: that of this browser stays. */
export async function takeLanguage(language: string | null) {
  await started
  if (language && language !== words.language && languages.includes(language)) await setLanguage(language)
}
