// Embeds: a video, post or chart of another site, by its URL. Readers see a card that loads it when
// they click. articles/body/embeds.py defines the providers and enforces them.
import { Node, Plugin, gettext } from "django-prose-editor/editor"
import { captioned, captionedView } from "desk/captioned"
import { make } from "desk/helpers"
import { providerOf } from "desk/urls"

function askForUrl(providers) {
  return new Promise((resolve) => {
    const address = make("input", {
      type: "text",
      inputMode: "url",
      id: "embed-address",
      autocomplete: "off",
      placeholder: "https://",
      attributes: { "aria-describedby": "embed-said" },
    })
    const names = providers.map(({ name }) => name).join(", ")
    const status = make("p", {
      id: "embed-said",
      className: "help",
      textContent: gettext("Supported: %s. Readers see a card that loads when they click.").replace(
        "%s",
        names,
      ),
    })
    const insert = make("button", {
      type: "submit",
      className: "button small default",
      textContent: gettext("Embed"),
    })
    const cancel = make("button", {
      type: "button",
      className: "button small",
      textContent: gettext("Cancel"),
    })
    const form = make("form", { method: "dialog" }, [
      make("label", {
        htmlFor: address.id,
        textContent: gettext("URL"),
      }),
      address,
      status,
      make("div", { className: "chooser__acts" }, [cancel, insert]),
    ])
    const dialog = make("dialog", { className: "chooser", ariaLabel: gettext("Embed from URL") }, [
      make("h2", { textContent: gettext("Embed from URL") }),
      form,
    ])
    let url = null
    form.addEventListener("submit", (event) => {
      event.preventDefault()
      const typed = address.value.trim()
      if (!providerOf(providers, typed)) {
        status.className = "help refused"
        status.setAttribute("role", "alert")
        status.textContent = gettext(
          "This is not a URL from %s. Link to anything else with Ctrl+K.",
        ).replace("%s", names)
        address.setAttribute("aria-invalid", "true")
        address.focus()
        return
      }
      url = typed
      dialog.close()
    })
    cancel.addEventListener("click", () => dialog.close())
    dialog.addEventListener("close", () => {
      dialog.remove()
      resolve(url)
    })
    document.body.append(dialog)
    dialog.showModal()
    address.focus()
  })
}

export const Embed = Node.create({
  name: "embed",
  ...captioned("embed"),
  addOptions() {
    return { providers: [] }
  },
  addCommands() {
    return {
      insertEmbed:
        () =>
        ({ editor }) => {
          askForUrl(this.options.providers).then((address) => {
            if (!address) return editor.commands.focus()
            return editor
              .chain()
              .focus()
              .insertContent([
                { type: this.name, attrs: { embed: address } },
                { type: "paragraph" },
              ])
              .run()
          })
          return true
        },
    }
  },
  addMenuItems({ buttons, menu }) {
    menu.defineItem({
      name: "embed",
      groups: "news",
      button: buttons.material("smart_display", gettext("Embed from URL")),
      command: (editor) => editor.commands.insertEmbed(),
      active: (editor) => editor.isActive("embed"),
    })
  },
  // Embeds a URL that is pasted alone into an empty paragraph.
  addProseMirrorPlugins() {
    const { name, options } = this
    return [
      new Plugin({
        props: {
          handlePaste(view, event) {
            const address = event.clipboardData?.getData("text/plain").trim() ?? ""
            const { $from, empty } = view.state.selection
            const isEmptyLine =
              empty &&
              $from.depth === 1 &&
              $from.parent.type.name === "paragraph" &&
              !$from.parent.content.size
            if (!isEmptyLine || !providerOf(options.providers, address)) return false
            const { nodes } = view.state.schema
            view.dispatch(
              view.state.tr
                .insert($from.before(), nodes[name].create({ embed: address }))
                .scrollIntoView(),
            )
            return true
          },
        },
      }),
    ]
  },
  addNodeView() {
    return ({ node }) => {
      const address = node.attrs.embed
      const provider = providerOf(this.options.providers, address)
      const what = provider
        ? `${provider.kind} · ${provider.name}`
        : gettext("This provider is not supported: readers see a link.")
      const link = make("a", {
        href: address,
        target: "_blank",
        rel: "noopener noreferrer",
        textContent: address,
      })
      return captionedView({
        node,
        key: "embed",
        className: "news-embed",
        shown: [
          make("p", { className: "news-embed__what", textContent: what }),
          make("p", { className: "figure-facts" }, [link]),
        ],
        hint: gettext("Describe what it shows, for readers who do not load it."),
      })
    }
  },
})
