import { createHash } from 'node:crypto'

/**
 * The only script of a form's pages: reads the page of the DM's state again every few seconds while it is seen, and shows what changed in
 * place, so that a screen reader hears the badge and nothing else. After two minutes it looks less often, after an hour no more. The link
 * that does the same without it is hidden until then, and shown when the server cannot be reached. It ends with the state that cannot
 * change any more, which has no such link.
 */
export const lookAgainScript = `(() => {
  const [often, most] = [24, 140]
  const link = document.querySelector('.again')
  const part = (page, which) => page.querySelector(which)
  const parts = ['[role=status]', '.quiet']
  const look = async () => {
    if (document.hidden) return true
    const answer = await fetch(location.href, { headers: { accept: 'text/html' }, credentials: 'omit' })
    if (!answer.ok) throw new Error()
    const next = new DOMParser().parseFromString(await answer.text(), 'text/html')
    for (const which of parts) {
      const [now, then] = [part(document, which), part(next, which)]
      if (now && then && now.innerHTML !== then.innerHTML) now.innerHTML = then.innerHTML
    }
    const button = part(document, '.button')
    if (button && !part(next, '.button')) button.parentElement.remove()
    link.parentElement.hidden = true
    return part(next, '.again') !== null
  }
  const found = () => look().catch(() => !(link.parentElement.hidden = false))
  const again = (looks = 0) => {
    if (looks === most) link.parentElement.hidden = false
    else setTimeout(() => found().then((open) => open && again(looks + 1)), looks < often ? 5000 : 30000)
  }
  link.parentElement.hidden = true
  again()
})()`

/** The hash by which a content security policy allows it. */
export const lookAgainHash = `'sha256-${createHash('sha256').update(lookAgainScript).digest('base64')}'`
