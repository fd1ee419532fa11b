# Prices of houses from a table: a plain network on six columns of houses.csv.
from keras.models import Sequential
from keras.layers import Input, Dense, BatchNormalization, Dropout

columns = ["area", "rooms", "age", "floor", "garden", "distance"]
hidden = [64, 32]

model = Sequential(name="house_prices")
model.add(Input(shape=(len(columns),)))
for units in hidden:
    model.add(Dense(units, activation="relu"))
    model.add(BatchNormalization())
model.add(Dropout(0.1))
model.add(Dense(1))

model.compile(optimizer="adam", loss="mse", metrics=["mae"])

if __name__ == "__main__":
    import numpy as np

    table = np.genfromtxt("houses.csv", delimiter=",", skip_header=1)
    # batchwise: data=houses.csv target=price
    model.fit(table[:, :-1], table[:, -1], epochs=60, batch_size=32, validation_split=0.2)
