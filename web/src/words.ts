import { createInstance } from 'i18next'
import { initReactI18next } from 'react-i18next'
import { readStored } from './browserStorage.ts'
import en from './words/en.json'

declare module 'i18next' {
  interface CustomTypeOptions {
    resources: { translation: typeof en }
  }
}

const words = createInstance()

/** Each catalogue in words/ is a language. All but English are loaded when they are chosen. */
const catalogues = import.meta.glob<{ default: Record<string, unknown> }>(['./words/*.json', '!./words/en.json'])
export const languages = ['en', ...Object.keys(catalogues).map((path) => path.slice('./words/'.length, -'.json'.length))]

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
  await setLanguage(language)
}

/** Changes the language. In: one of `languages`. Errors: none; if a catalogue cannot be loaded, English stays. */
export async function setLanguage(language: string) {
  const load = catalogues[`./words/${language}.json`]
  if (load && !words.hasResourceBundle(language, 'translation')) {
    const loaded = await load().catch(() => null)
    if (loaded) words.addResourceBundle(language, 'translation', loaded.default)
  }
  await words.changeLanguage(language)
  document.documentElement.lang = language
}
