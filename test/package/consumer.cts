// Compiled against the installed package, never run: a program in CommonJS.
import crosspoint = require('crosspoint');

const { Server, webrtc } = crosspoint;
const server: crosspoint.Server = new Server();
export const pc: crosspoint.webrtc.RTCPeerConnection = new webrtc.RTCPeerConnection();
server.close();
