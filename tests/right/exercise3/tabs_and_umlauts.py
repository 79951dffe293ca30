# -*- coding: utf-8 -*-
import numpy as np


# Ableitung in jede Richtung, größere Schritte vermeiden
def gradient(funktion, punkt):
	schritt = 1e-4
	ergebnis = np.zeros_like(punkt)
	for stelle, wert in enumerate(punkt):
		punkt[stelle] = wert + schritt
		oben = funktion(punkt)
		punkt[stelle] = wert - schritt
		unten = funktion(punkt)
		punkt[stelle] = wert  # zurück
		ergebnis[stelle] = (oben - unten) / (2*schritt)
	return ergebnis


def gradient_descent(f, init_x, lr=0.01, step_num=100):
	punkt = init_x.copy()
	for nummer in range(step_num):
		gefälle = gradient(f, punkt)
		punkt -= lr*gefälle
	return punkt
