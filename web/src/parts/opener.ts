import { useState } from 'react'

type Step = { element: HTMLElement; id: string }
const longest = 12
let trail: Step[] = []

/** The element that focus returns to after a press: the control itself, a row's own button, and for a menu what opened it. */
function placeOf(target: EventTarget | null): HTMLElement | null {
  if (!(target instanceof Element)) return null
  const menu = target.closest('[role=menu]')
  if (menu) return document.getElementById(menu.getAttribute('aria-labelledby') ?? '')
  return (
    target.closest<HTMLElement>('button, a[href], input, select, textarea, [tabindex]') ??
    target.closest('tr')?.querySelector('button') ??
    null
  )
}

function step(happening: Event) {
  const element = placeOf(happening.target)
  if (!element || element === document.body || element.matches('[role=dialog], [role=alertdialog]')) return
  trail = [{ element, id: element.id }, ...trail.filter((one) => one.element !== element)].slice(0, longest)
}
// Clicks too: Safari does not focus a button that is clicked.
document.addEventListener('focusin', step, true)
document.addEventListener('click', step, true)

/**
 * Moves the focus after closing: to what opened it or, if that is gone, to what opened that; finally to the page. Who began to type
 * elsewhere meanwhile goes on there.
 * Out: the function that does so.
 */
export function useFocusBack(): () => void {
  const [before] = useState(() => trail)
  return () => {
    const now = document.activeElement
    if (now?.matches('input, textarea, select') && !now.closest('[role=dialog], [role=alertdialog]')) return
    for (const { element, id } of before) {
      const place = element.isConnected ? element : id ? document.getElementById(id) : null
      if (!place?.checkVisibility()) continue
      place.focus()
      if (document.activeElement === place) return
    }
    document.getElementById('main')?.focus()
  }
}

/** Focuses the page itself if nothing else has the focus. */
export const focusPageIfLost = () => {
  if (document.activeElement === document.body) document.getElementById('main')?.focus()
}
