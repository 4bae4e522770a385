import { store, readStored } from './browserStorage.ts'

export const themes = ['system', 'light', 'dark'] as const
export type Theme = (typeof themes)[number]

/** The theme chosen on this device; `system` follows the device. */
export const chosenTheme = (): Theme => themes.find((theme) => theme === readStored('theme')) ?? 'system'

/** Applies the theme and stores it. Colors depend only on `color-scheme` (look.css). */
export function applyTheme(theme: Theme) {
  if (theme === 'system') {
    store('theme', null)
    delete document.documentElement.dataset['theme']
  } else {
    store('theme', theme)
    document.documentElement.dataset['theme'] = theme
  }
}
