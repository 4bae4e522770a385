export const themes = ['system', 'light', 'dark'] as const
export type Theme = (typeof themes)[number]

/** The theme chosen on this device; `system` follows the device. */
export const chosenTheme = (): Theme => themes.find((theme) => theme === localStorage.getItem('theme')) ?? 'system'

/** Shows the theme and remembers it. Colours follow `color-scheme` alone (look.css). */
export function applyTheme(theme: Theme) {
  if (theme === 'system') {
    localStorage.removeItem('theme')
    delete document.documentElement.dataset['theme']
  } else {
    localStorage.setItem('theme', theme)
    document.documentElement.dataset['theme'] = theme
  }
}
