"""Scripts that hand files to a page as a person does it, and look at what it remembers of them."""

# The bytes of the copies in the browser's store, 0 for a file without one.
REMEMBERED = """
() => new Promise((resolve) => {
  const request = indexedDB.open("bowerbird", 1);
  request.onsuccess = () => {
    const all = request.result.transaction("sending").objectStore("sending").getAll();
    all.onsuccess = () => resolve(all.result.map(({ copy }) => copy?.size ?? 0), request.result.close());
  };
})
"""

# A handle to a real file, in the part of the disk that is this page's own, as the browser's dialog gives it.
HANDLE = """
async ([name, data]) => {
  const folder = await navigator.storage.getDirectory();
  const handle = await folder.getFileHandle(name, { create: true });
  const writing = await handle.createWritable();
  await writing.write(Uint8Array.from(atob(data), (char) => char.charCodeAt(0)));
  await writing.close();
  window.showOpenFilePicker = async () => [handle];
}
"""

CHANGED_MIND = """() => {
    window.showOpenFilePicker = async () => {
        window.asked = true;
        throw new DOMException("", "AbortError");
    };
}"""

PASTE = """
(data) => {
  const transfer = new DataTransfer();
  const bytes = Uint8Array.from(atob(data), (char) => char.charCodeAt(0));
  transfer.items.add(new File([bytes], "image.png", { type: "image/png" }));
  dispatchEvent(new ClipboardEvent("paste", { clipboardData: transfer, bubbles: true, cancelable: true }));
}
"""

MANY = """
(count) => {
  const transfer = new DataTransfer();
  for (let n = 0; n < count; n += 1) transfer.items.add(new File(["bytes"], `many ${n}.jpg`));
  const field = document.querySelector("#pick-files");
  field.files = transfer.files;
  field.dispatchEvent(new Event("change"));
}
"""

# Notes of what kind the bodies are that the page sends, those without one left out.
BODIES = """
() => {
  window.bodies = [];
  const send = XMLHttpRequest.prototype.send;
  XMLHttpRequest.prototype.send = function (body) {
    if (body) window.bodies.push(body.constructor.name);
    return send.call(this, body);
  };
}
"""

# Whether this tab knows of another that is at work, and waits until it ends.
ALONGSIDE = """
async () => {
  const { pending } = await navigator.locks.query();
  return pending.some(({ name }) => name.startsWith("sending "));
}
"""
