/** The texts that are written, without blank ones. */
export const filled = (rows: { text: string }[]): string[] => rows.map((row) => row.text.trim()).filter(Boolean)
export const isWebAddress = (text: string): boolean => /^https?:\/\/\S+$/i.test(text.trim())
export const isEmail = (text: string): boolean => /^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(text.trim())
