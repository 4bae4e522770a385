/**
 * What gets the focus when a group of fields is wrong: the first wrong field in it, or else its first field. Fields are marked as wrong
 * only after the form was sent, so it waits for that.
 */
export const firstMistakeIn = (box: HTMLElement | null) =>
  box && {
    focus: () =>
      requestAnimationFrame(() => {
        const wanted = box.querySelector<HTMLElement>('[aria-invalid=true]') ?? box.querySelector<HTMLElement>('input, select, button')
        wanted?.focus()
        wanted?.scrollIntoView({ block: 'center' })
      }),
  }
