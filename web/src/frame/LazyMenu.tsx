import { Slot } from 'radix-ui'
import { startTransition, useState, type ComponentType, type KeyboardEvent, type MouseEvent, type ReactElement } from 'react'
import type { Pressed } from '../parts/Menu.tsx'

/** A menu that gets its button, and opens at once. */
export type MenuOfButton = { trigger: ReactElement; pressed: Pressed }

type Props = { trigger: ReactElement; menu: ComponentType<MenuOfButton> & { preload: () => Promise<void> } }

/**
 * The button of a menu that is loaded when it is first needed, since the first page needs only the button: what draws menus is a sixth of
 * its weight. In: the button, and the menu (lazyPage.tsx). The button stays until the menu is there.
 */
export function LazyMenu({ trigger, menu: Menu }: Props) {
  const [pressed, setPressed] = useState<Pressed | null>(null)
  const load = () => void Menu.preload()
  const open = (how: Pressed) => startTransition(() => setPressed(how))
  if (pressed) return <Menu trigger={trigger} pressed={pressed} />
  return (
    <Slot.Root
      aria-haspopup="menu"
      aria-expanded={false}
      onPointerEnter={load}
      onFocus={load}
      // Enter and the space bar click too, as a click without a pointer.
      onClick={(click: MouseEvent) => open(click.detail === 0 ? 'by key' : 'by pointer')}
      onKeyDown={(key: KeyboardEvent) => key.key === 'ArrowDown' && open('by key')}
    >
      {trigger}
    </Slot.Root>
  )
}
