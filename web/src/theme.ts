import { keep, readKept } from './kept.ts'

export const themes = ['system', 'light', 'dark'] as const
export type Theme = (typeof themes)[number]

/** The theme chosen on this device; `system` follows the device. */
export const chosenTheme = (): Theme => themes.find((theme) => theme === readKept('theme')) ?? 'system'

/** Shows the theme and remembers it. Colours follow `color-scheme` alone (look.css). */
export function applyTheme(theme: Theme) {
  if (theme === 'system') {
    keep('theme', null)
    delete document.documentElement.dataset['theme']
  } else {
    keep('theme', theme)
    document.documentElement.dataset['theme'] = theme
  }
}
