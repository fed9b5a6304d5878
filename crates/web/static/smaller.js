// Draws a photo smaller before it is sent: what a phone takes is several times larger than anybody needs to read it.
// A page of A4 has 220 dots an inch at this edge.
const EDGE = 2600;
// At this one small print is still read.
const LEAST = 1200;
// The office takes these as they are; of others it needs a JPEG.
const TAKEN = /^image\/(jpeg|png)$/;

function drawn(picture, edge) {
  const scale = Math.min(1, edge / Math.max(picture.width, picture.height));
  const width = Math.round(picture.width * scale);
  const height = Math.round(picture.height * scale);
  const canvas = Object.assign(document.createElement('canvas'), { width, height });
  const pen = canvas.getContext('2d');
  // What a PNG lets through would be black.
  Object.assign(pen, { fillStyle: '#fff', imageSmoothingQuality: 'high' });
  pen.fillRect(0, 0, width, height);
  pen.drawImage(picture, 0, 0, width, height);
  return new Promise((done) => canvas.toBlob(done, 'image/jpeg', 0.85));
}

// The photo as it is sent: the same where nothing is gained, or where this browser cannot open it.
export async function smaller(file, limit) {
  const picture = await createImageBitmap(file, { imageOrientation: 'from-image' });
  try {
    const taken = TAKEN.test(file.type);
    if (taken && file.size <= limit && Math.max(picture.width, picture.height) <= EDGE) return file;
    for (let edge = EDGE; edge >= LEAST; edge *= 0.75) {
      const blob = await drawn(picture, edge);
      if (blob?.size > limit) continue;
      if (!blob || (taken && blob.size >= file.size)) break;
      const { lastModified } = file;
      return new File([blob], file.name.replace(/(\.\w+)?$/, '.jpg'), { type: blob.type, lastModified });
    }
    return file;
  } finally {
    // On a phone the next one may find no memory.
    picture.close();
  }
}
