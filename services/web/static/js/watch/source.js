// @ts-check
/* Where the pictures come from: a camera of this device, or a file that never leaves the browser. */

import { _ } from "../words.js";

const WHY = /** @type {Record<string, string>} */ ({
  NotAllowedError: "The camera is not allowed here. Allow it in the browser, or choose a video file.",
  NotFoundError: "This device has no such camera. Choose a video file instead.",
  NotReadableError: "Another program uses the camera. Close it, or choose a video file.",
  OverconstrainedError: "This device has no such camera. Choose a video file instead.",
});

/** @param {HTMLVideoElement} video @param {string} facing `user` or `environment` */
export async function openCamera(video, facing) {
  if (!navigator.mediaDevices) throw new Error(_("A camera can be used over HTTPS only. Choose a video file instead."));
  try {
    video.srcObject = await navigator.mediaDevices.getUserMedia({ video: { facingMode: facing, width: { ideal: 1280 } } });
  } catch (error) {
    const name = error instanceof Error ? error.name : "";
    throw new Error(_(WHY[name] ?? "The camera cannot be used. Choose a video file instead."));
  }
}

/** @param {HTMLVideoElement} video @param {File} file */
export async function openFile(video, file) {
  video.src = URL.createObjectURL(file);
  await new Promise((resolve, reject) => {
    video.onloadeddata = resolve;
    video.onerror = () => reject(new Error(_("This browser cannot play that file.")));
  });
}

/** Let the camera and the file go. @param {HTMLVideoElement} video */
export function close(video) {
  video.onerror = null;
  if (video.srcObject instanceof MediaStream) video.srcObject.getTracks().forEach((track) => track.stop());
  video.srcObject = null;
  if (video.src.startsWith("blob:")) URL.revokeObjectURL(video.src);
  video.removeAttribute("src");
}
