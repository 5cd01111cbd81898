export function Fact(props: { name: string; value: string; tone?: string; title?: string }) {
  return (
    <div class="fact">
      <dt>{props.name}</dt>
      <dd class={props.tone ? `tone-${props.tone}` : undefined} title={props.title}>
        {props.value}
      </dd>
    </div>
  )
}
