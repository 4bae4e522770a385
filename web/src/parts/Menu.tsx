import { Check, type LucideIcon } from 'lucide-react'
import { DropdownMenu } from 'radix-ui'
import { useEffect, useRef, type ReactNode } from 'react'
import { focusPageIfLost } from './opener.ts'

type Props = {
  trigger: ReactNode
  children: ReactNode
  align?: 'start' | 'end'
  /** How its button was pressed before the menu was loaded (frame/LazyMenu.tsx): it opens at once. */
  pressed?: Pressed
}
export type Pressed = 'by pointer' | 'by key'

/** A button that opens a short list of things to do or choose. */
export function Menu({ trigger, children, align = 'end', pressed }: Props) {
  const list = useRef<HTMLDivElement>(null)
  useEffect(() => {
    // The list takes the focus first; who pressed a key continues from the first item.
    if (pressed === 'by key') setTimeout(() => list.current?.querySelector<HTMLElement>('[role^=menuitem]')?.focus())
  }, [pressed])
  return (
    <DropdownMenu.Root modal={false} defaultOpen={pressed !== undefined}>
      <DropdownMenu.Trigger asChild>{trigger}</DropdownMenu.Trigger>
      <DropdownMenu.Portal>
        <DropdownMenu.Content
          ref={list}
          align={align}
          sideOffset={6}
          collisionPadding={8}
          // The chosen action may have removed the button (a row that is deleted).
          onCloseAutoFocus={() => setTimeout(focusPageIfLost)}
          className="z-60 max-h-[70vh] min-w-52 animate-fade overflow-y-auto rounded-xl border border-line bg-card p-1 shadow-lift"
        >
          {children}
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
  )
}

const row =
  'flex min-h-9 cursor-pointer items-center gap-2.5 rounded-lg px-2.5 text-sm outline-none select-none data-[highlighted]:bg-sunk [&_svg]:size-4 [&_svg]:shrink-0'

export function MenuItem({
  icon: Icon,
  danger,
  onSelect,
  children,
}: {
  icon?: LucideIcon
  danger?: boolean
  onSelect: () => void
  children: ReactNode
}) {
  return (
    <DropdownMenu.Item onSelect={onSelect} className={danger ? `${row} text-bad` : row}>
      {Icon && <Icon aria-hidden />}
      {children}
    </DropdownMenu.Item>
  )
}

export function MenuChoice({
  value,
  onChange,
  options,
}: {
  value: string
  onChange: (value: string) => void
  options: { value: string; label: ReactNode }[]
}) {
  return (
    <DropdownMenu.RadioGroup value={value} onValueChange={onChange}>
      {options.map((option) => (
        <DropdownMenu.RadioItem key={option.value} value={option.value} className={row}>
          <span className="grid size-4 place-items-center">
            <DropdownMenu.ItemIndicator>
              <Check aria-hidden className="text-accent" />
            </DropdownMenu.ItemIndicator>
          </span>
          {option.label}
        </DropdownMenu.RadioItem>
      ))}
    </DropdownMenu.RadioGroup>
  )
}

export const MenuTitle = ({ children }: { children: ReactNode }) => (
  <DropdownMenu.Label className="px-2.5 pt-2 pb-1 text-xs font-semibold text-soft">{children}</DropdownMenu.Label>
)
export const MenuLine = () => <DropdownMenu.Separator className="my-1 h-px bg-line" />
